import { isTakenBefore } from '../contract/snapshot-id.ts';
import type { MoveOptions } from './guard-move.ts';
import { listMoves } from '../contract/list-moves.ts';

/**
 * A slow job of an old night must not undo what a newer one did. A derived snapshot is as old as its parent: a channel
 * may go from one to the other and back, but never to one derived from an older night. Where a hand has put the channel back,
 * or taken it away, it is as new as the log has it. Gives why it would go back, a sentence; undefined: it would not. `from`:
 * where it is.
 */
export async function findOlder(
  { root, channel, snapshot }: Pick<MoveOptions, 'root' | 'channel' | 'snapshot'>,
  from: string | undefined,
): Promise<string | undefined> {
  if (from === snapshot.id) return undefined;
  if (from !== undefined && isTakenBefore(snapshot.id, from)) {
    const isThere = (await root.list()).some(({ id }) => id === from);
    const gone = isThere ? '' : ", which is not there; to move it all the same, use '--to-older REASON'";
    return `${channel} is at the newer snapshot '${from}'${gone}`;
  }
  const logged = listMoves((await root.readAudit()).entries, channel).at(-1)?.to.id;
  if (logged === undefined || !isTakenBefore(snapshot.id, logged)) return undefined;
  return `the log has ${channel} at the newer snapshot '${logged}', and somebody moved it since; to move it all the same, use '--to-older REASON'`;
}
