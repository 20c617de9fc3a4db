import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { SnapshotReference } from '../../contract/snapshot-references.ts';
import type { Store } from '../../contract/store.ts';
import { listReferences, type ReferenceInput } from './list-references.ts';

/** Asks root and store what refers to snapshots; only the caller knows about runs. */
export async function gatherReferences(
  root: Pick<SnapshotRoot, 'list' | 'channels'>,
  store: Pick<Store, 'evidence'>,
  runs: ReferenceInput['runs'],
): Promise<readonly SnapshotReference[]> {
  const [snapshots, channels, evidence] = await Promise.all([root.list(), root.channels(), store.evidence().newest()]);
  return listReferences({ snapshots, channels, evidence, runs });
}
