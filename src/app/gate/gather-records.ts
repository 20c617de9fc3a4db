import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { readRecords } from '../../gate/records/read-records.ts';
import { findStrayRecords } from '../../gate/find-stray-records.ts';
import { findHeld, findIdleHolds } from '../../snapshot/derive/find-held.ts';
import { RECORD_FOLDERS } from '../../gate/records/record-schemas.ts';
import type { GatePolicy } from '../../gate/policy.ts';
import { readFolder } from '../../base/files/read-folder.ts';

/** Where records lie and what they are about. */
export interface GatherRecords {
  readonly root: Pick<SnapshotRoot, 'read'>;
  /** Absolute; see `recordsFolder`. */
  readonly folder: string;
  readonly cwd: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly policy: Pick<GatePolicy, 'records' | 'channels'>;
}

/**
 * What people have written beside the policy, and which packages of the snapshot a hold does not let through. Throws
 * `POLICY_INVALID` for a file that cannot be read, `SNAPSHOT_DAMAGED`.
 */
export async function gatherRecords({
  root,
  folder,
  cwd,
  snapshot,
  policy,
}: GatherRecords): Promise<Pick<GateInput, 'waivers' | 'holds' | 'approvals' | 'held' | 'remarks'>> {
  const { waivers, holds, approvals } = await readRecords(folder, cwd);
  const misplaced = await findMisplaced(folder, policy);
  // Tens of thousands of packages are read only where somebody holds one.
  const manifest = holds.length === 0 ? undefined : await root.read(snapshot.id);
  const stray = findStrayRecords(policy, { waivers, approvals, digest: snapshot.digest });
  const remarks = [...misplaced, ...stray, ...(manifest === undefined ? [] : findIdleHolds(manifest, holds))];
  const held = manifest === undefined ? [] : findHeld(manifest, holds);
  return { waivers, holds, approvals, held, ...(remarks.length === 0 ? {} : { remarks }) };
}

/** That records may lie where nobody looks for them, a line each. */
async function findMisplaced(folder: string, { records }: Pick<GatePolicy, 'records'>): Promise<readonly string[]> {
  const names = await readFolder(folder).catch(() => []);
  const known = Object.values(RECORD_FOLDERS);
  const strays = names.flatMap((name) => {
    const meant = known.find((one) => [one, one.slice(0, -1)].includes(name.toLowerCase()));
    return meant === undefined || known.includes(name)
      ? []
      : [`nothing in the folder '${name}' counts: it would be called '${meant}'`];
  });
  if (records === undefined || names.length > 0) return strays;
  return [`the folder of records '${records}' is not there or is empty: no waiver, hold or approval counts`];
}
