import { dirname, resolve } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { Hold } from '../../contract/gate-records.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { type GateRecords, readRecords } from '../../gate/records/read-records.ts';

/**
 * Holds beside the gate's policy, in force or not; none where the project has no policy. Throws `POLICY_INVALID`: a hold
 * that cannot be read might be the one that matters.
 */
export async function findHolds(gateFile: string, cwd: string): Promise<readonly Hold[]> {
  return (await findRecords(gateFile, cwd)).holds;
}

/** Everything that people have written beside the gate's policy. Throws the same. */
export async function findRecords(gateFile: string, cwd: string): Promise<GateRecords> {
  const policy = await loadPolicy(gateFile, cwd).catch((error: unknown) => {
    if (error instanceof SalternError && error.code === 'CONFIG_NOT_FOUND') return undefined;
    throw error;
  });
  if (policy === undefined) return { waivers: [], holds: [], approvals: [] };
  return await readRecords(resolve(dirname(resolve(cwd, gateFile)), policy.records ?? '.'), cwd);
}
