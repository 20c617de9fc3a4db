import { existsSync } from 'node:fs';
import { readFolder } from '../../base/files/read-folder.ts';
import { isSnapshotId } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { readSummary } from './read-summary.ts';
import { LAYOUT } from './snapshot-layout.ts';
import { withinRoot } from './within-root.ts';

/**
 * All whole snapshots of a root, newest first. One whose summary cannot be read is left out: `listOddities` names it, and
 * `verifySnapshot` says what is wrong with it. A root without snapshots gives an empty list.
 */
export async function listSnapshots(root: string): Promise<readonly SnapshotSummary[]> {
  const summaries = (await listSnapshotIds(root)).map((id) => readSummary(root, id));
  return summaries.filter((summary) => summary !== undefined);
}

/** Ids of all snapshots of a root, newest first, damaged ones too; a derived one before its parent. */
export async function listSnapshotIds(root: string): Promise<readonly string[]> {
  return (await surveySnapshots(root)).ids;
}

/** Names of what has a snapshot's name and never was one; see `SnapshotSurvey`. */
export async function listStrays(root: string): Promise<readonly string[]> {
  return (await surveySnapshots(root)).strays;
}

/** What has the name of a snapshot, newest first. */
export interface SnapshotSurvey {
  /** As `listSnapshotIds`. */
  readonly ids: readonly string[];
  /**
   * What never was one: a snapshot appears by one rename, with its manifest in it, so a folder without one was put there
   * by somebody else. It stands in nobody's way.
   */
  readonly strays: readonly string[];
}

/** Looks once at all that has the name of a snapshot. Throws `SNAPSHOT_SOURCE`. */
export async function surveySnapshots(root: string): Promise<SnapshotSurvey> {
  const names = (await withinRoot(root, () => readFolder(LAYOUT.snapshots(root)))).filter(isSnapshotId).toReversed();
  const { ids = [], strays = [] } = Object.groupBy(names, (name) =>
    isSnapshot(LAYOUT.snapshot(root, name)) ? 'ids' : 'strays',
  );
  return { ids, strays };
}

/** While nothing else happens: a root has one of each night of a quarter. */
function isSnapshot(directory: string): boolean {
  return existsSync(LAYOUT.manifest(directory)) || existsSync(LAYOUT.summary(directory));
}
