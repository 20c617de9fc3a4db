import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { GateInput } from '../../gate/gate-input.ts';

/**
 * The content that a snapshot was derived from, as the log has it; nothing where that knows of none. What the snapshot's own
 * folder says does not count: a lane may let pass with less what was derived. Of several the one where the channel is.
 */
export async function findParent(
  root: Pick<SnapshotRoot, 'readAudit'>,
  { snapshot, channelAt }: Pick<GateInput, 'snapshot'> & { readonly channelAt: GateInput['channelAt'] },
): Promise<Pick<GateInput, 'derivedFrom'>> {
  const { notes } = await root.readAudit();
  const parents = notes.flatMap(({ action, snapshot: made, parent }) =>
    action === 'derive' && made?.digest === snapshot.digest && parent !== undefined ? [parent.digest] : [],
  );
  const derivedFrom = parents.find((digest) => digest === channelAt?.digest) ?? parents.at(-1);
  return derivedFrom === undefined ? {} : { derivedFrom };
}
