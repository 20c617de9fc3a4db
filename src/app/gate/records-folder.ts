import { dirname, resolve } from 'node:path';
import type { Project } from '../../config/project.ts';
import type { GatePolicy } from '../../gate/policy.ts';

/** Absolute folder of waivers, holds and approvals: where the policy says, else beside it. Pure. */
export function recordsFolder(
  { gateFile }: Pick<Project, 'gateFile'>,
  { records = '.' }: Pick<GatePolicy, 'records'>,
): string {
  return resolve(dirname(gateFile), records);
}
