import type { ChannelMove } from '../contract/channel-move.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { isTakenBack, NOT_MOVED } from '../contract/list-moves.ts';
import { describeFrom, toUndone } from './make-move.ts';
import { describeTarget, noteMove, takeBack, type Asked, type ChannelTargets } from './take-back.ts';

export interface SettleMoveOptions extends ChannelTargets, Asked {
  readonly root: SnapshotRoot;
  readonly channel: string;
}

/**
 * Settles a move that was begun and not finished: where the channel itself has moved, all is done, for that comes last;
 * else whatever moved is taken back, and the log corrected. Gives what it did, a sentence; undefined: there was none. The
 * caller holds the lock. Throws `TARGET_FAILED` where a target cannot be taken back: then nothing else may move.
 */
export async function settleMove(options: SettleMoveOptions): Promise<string | undefined> {
  const { root, channel } = options;
  const move = await root.readMove(channel);
  if (move?.state !== 'begun') return undefined;
  const what = `the move of ${channel} to ${move.to.id} that ${move.by} began at ${move.begunAt}`;
  const at = await root.readChannel(channel);
  if (at === move.to.id) {
    await root.writeMove({ ...move, state: 'done' });
    return `${what} was not seen to its end, but is done`;
  }
  // Targets go where the channel is, whatever the record says of that.
  const from = at === move.from?.id ? move.from : await describeFrom(root, at);
  const troubles = await takeBack({ ...options, move: { ...move, from } });
  if (troubles.length > 0) throw stuck(channel, troubles);
  const sentence = `${what} was not finished, and is taken back`;
  await correct(options, move);
  await noteMove({ ...options, move }, [sentence, ...findGone(options, move)].join('; '));
  await root.writeMove(toUndone(move));
  return sentence;
}

/** Only where the log says that it moved: a crash may have come before. */
async function correct({ root, channel, by, now }: SettleMoveOptions, move: ChannelMove): Promise<void> {
  const { entries } = await root.readAudit();
  const own = entries.filter((entry) => entry.channel === channel && entry.action !== 'check');
  const index = own.findLastIndex(
    ({ at, result, to }) => result === 'promoted' && at === move.begunAt && to.id === move.to.id,
  );
  const entry = own[index];
  if (entry === undefined || isTakenBack(entry, own[index + 1])) return;
  const note = `${NOT_MOVED}it was begun at ${move.begunAt}, and not finished`;
  await root.appendAudit({ ...entry, at: now.toISOString(), by, result: 'refused', note });
}

/** Targets that the project names no more. */
function findGone({ targets }: SettleMoveOptions, move: ChannelMove): readonly string[] {
  const known = new Set(targets.map(describeTarget));
  return move.targets.filter((title) => !known.has(title)).map((title) => `${title} is no target any more: left alone`);
}

function stuck(channel: string, troubles: readonly string[]): SalternError {
  return new SalternError('TARGET_FAILED', `A move of '${channel}' that was not finished cannot be taken back`, {
    hint: 'Nothing else moves before that. See to the targets that are told, and try again.',
    details: troubles,
  });
}
