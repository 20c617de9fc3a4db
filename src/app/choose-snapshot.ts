import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotSummary } from '../contract/snapshot.ts';
import { listSnapshotIds } from '../snapshot/list-snapshots.ts';
import { findSnapshot } from '../snapshot/read-snapshot.ts';

/**
 * The snapshot that was asked for, or the newest one where the project has a snapshot root; undefined for `none` and
 * where there is none. Throws `SNAPSHOT_SOURCE`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`.
 */
export async function chooseSnapshot(
  { snapshots }: Project,
  wanted: string | undefined,
): Promise<SnapshotSummary | undefined> {
  if (wanted === 'none') return undefined;
  const root = snapshots?.root;
  if (root === undefined) {
    if (wanted === undefined) return undefined;
    throw new SalternError('SNAPSHOT_SOURCE', `There is no snapshot '${wanted}': the project names no snapshot root`, {
      hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml, or leave the snapshot out.",
    });
  }
  if (wanted !== undefined) return await findSnapshot(root, wanted);
  const ids = await listSnapshotIds(root);
  return ids.length === 0 ? undefined : await findSnapshot(root, 'latest');
}
