import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';

/** The content that a snapshot was derived from; nothing where it was taken from a source. */
export async function findParent(
  root: Pick<SnapshotRoot, 'list'>,
  snapshot: { readonly id: string },
): Promise<Pick<GateInput, 'derivedFrom'>> {
  const parent = (await root.list()).find(({ id }) => id === snapshot.id)?.derivedFrom;
  return parent === undefined ? {} : { derivedFrom: parent.digest };
}
