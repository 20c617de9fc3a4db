import { dirname, resolve } from 'node:path';
import { SalternError } from '../../contract/errors.ts';
import type { Hold } from '../../contract/gate-records.ts';
import type { Project } from '../../config/project.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { findHeld } from '../../snapshot/derive/find-held.ts';
import { holdsInForce } from '../../snapshot/derive/hold-limit.ts';
import { loadPolicy } from '../../gate/load-policy.ts';
import { type GateRecords, readRecords } from '../../gate/records/read-records.ts';

/**
 * Holds beside the gate's policy, in force or not; none where the project has no policy. Throws `POLICY_INVALID`: a hold
 * that cannot be read might be the one that matters.
 */
export async function findHolds(gateFile: string, cwd: string): Promise<readonly Hold[]> {
  return (await findRecords(gateFile, cwd)).holds;
}

interface HoldQuestion {
  readonly project: Pick<Project, 'gateFile'>;
  readonly cwd: string;
  readonly now: Date;
}

/** Holds, and what of a snapshot those in force do not let through: for the gate. Throws the same. */
export async function findHeldPackages(
  root: Pick<SnapshotRoot, 'read'>,
  snapshot: string,
  { project, cwd, now }: HoldQuestion,
): Promise<Pick<GateInput, 'holds' | 'held'>> {
  const holds = await findHolds(project.gateFile, cwd);
  // A manifest is large: it is read only where it matters.
  if (holdsInForce(holds, now).length === 0) return holds.length === 0 ? {} : { holds };
  return { holds, held: findHeld(await root.read(snapshot), holds, now) };
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
