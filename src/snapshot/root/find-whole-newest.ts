import { newestTaken } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { listSnapshotIds } from './list-snapshots.ts';
import { readSummary } from './read-summary.ts';

/**
 * The newest that was taken: a derived snapshot is not what the source had. Undefined also where it is damaged, so that a
 * new one takes its place instead of an older one being as good.
 */
export async function findWholeNewest(root: string): Promise<SnapshotSummary | undefined> {
  const id = newestTaken(await listSnapshotIds(root));
  return id === undefined ? undefined : readSummary(root, id);
}
