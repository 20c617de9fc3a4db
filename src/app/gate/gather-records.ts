import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';
import { readRecords } from '../../gate/records/read-records.ts';
import { findHeld } from '../../snapshot/derive/find-held.ts';

/** Where records lie and what they are about. */
export interface GatherRecords {
  readonly root: Pick<SnapshotRoot, 'read'>;
  /** Absolute; see `recordsFolder`. */
  readonly folder: string;
  readonly cwd: string;
  readonly snapshot: { readonly id: string };
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
}: GatherRecords): Promise<Pick<GateInput, 'waivers' | 'holds' | 'approvals' | 'held'>> {
  const { waivers, holds, approvals } = await readRecords(folder, cwd);
  // Tens of thousands of packages are read only where somebody holds one.
  const held = holds.length === 0 ? [] : findHeld(await root.read(snapshot.id), holds);
  return { waivers, holds, approvals, held };
}
