import { readFolder } from '../../base/files/read-folder.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { readSummary } from './read-summary.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/**
 * All whole snapshots of a root, newest first. One whose summary cannot be read is left out: `verifySnapshot` says
 * what is wrong with it. A root without snapshots gives an empty list.
 */
export async function listSnapshots(root: string): Promise<readonly SnapshotSummary[]> {
  const summaries = await Promise.all((await listSnapshotIds(root)).map((id) => readSummary(root, id)));
  return summaries.filter((summary) => summary !== undefined);
}

/** Ids of all snapshots of a root, newest first, damaged ones too; a derived one before its parent. */
export async function listSnapshotIds(root: string): Promise<readonly string[]> {
  const names = await withinRoot(root, () => readFolder(LAYOUT.snapshots(root)));
  return names.filter(isSnapshotId).toReversed();
}
