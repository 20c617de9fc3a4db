import type { Project } from '../../config/project.ts';
import type { Hold } from '../../contract/gate-records.ts';
import type { SnapshotRoot, SnapshotSummary } from '../../contract/snapshot.ts';
import { holdsInForce } from '../../snapshot/derive/hold-limit.ts';
import { heldLabel, sortHolds, type SortedHolds } from '../../snapshot/derive/sort-holds.ts';
import { findHolds } from './find-holds.ts';
import type { Services } from '../services.ts';

/** What of a snapshot is kept back now. */
export interface HeldBack extends SortedHolds {
  /** What the snapshot without it is called; the same holds on the same snapshot always give the same. */
  readonly label: string;
  /** That snapshot, where it was made before. */
  readonly there: SnapshotSummary | undefined;
}

export interface Holding {
  readonly project: Project;
  readonly root: SnapshotRoot;
  readonly snapshot: { readonly id: string; readonly digest: string };
}

/**
 * What the holds beside the policy that are in force keep back of a snapshot; undefined: there are none. Throws
 * `POLICY_INVALID`, `DERIVE_REFUSED`, `SNAPSHOT_DAMAGED`.
 */
export async function findHeldBack(
  services: Services,
  { project, root, snapshot }: Holding,
): Promise<HeldBack | undefined> {
  const holds = holdsInForce(await findHolds(project.gateFile, services.cwd), new Date(services.now()));
  // Tens of thousands of packages are read only where somebody holds one.
  if (holds.length === 0) return undefined;
  const sorted = sortHolds(await root.read(snapshot.id), holds);
  const label = heldLabel(sorted.holding);
  const id = `${snapshot.id}.${label}`;
  const there = (await root.list()).find((one) => one.id === id && one.derivedFrom?.digest === snapshot.digest);
  return { ...sorted, label, there };
}

/** `chrony (4.5-1.el9 at most): crashes at boot (hold 'chrony')`, one after the other. Pure. */
export function tellHolds(holds: readonly Hold[]): string {
  return holds
    .map(({ name, package: wanted, most, reason }) => {
      const limit = most === undefined ? 'none at all' : `${most} at most`;
      return `${wanted} (${limit}): ${reason} (hold '${name}')`;
    })
    .join(', ');
}
