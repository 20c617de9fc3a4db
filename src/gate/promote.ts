import type { ChannelPosition } from '../contract/channel-move.ts';
import { isMet, type AuditEntry, type GateDecision } from '../contract/decision.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import { isTakenBefore } from '../contract/snapshot-id.ts';
import type { SnapshotRoot, VerifyDepth } from '../contract/snapshot.ts';
import { bringTargets } from './bring-targets.ts';
import { findStop } from './find-stop.ts';
import { makeMove } from './make-move.ts';
import { settleMove } from './settle-move.ts';
import { noTargets, type ChannelTargets } from './take-back.ts';
import { toAuditEntry } from './to-audit-entry.ts';

export interface PromoteOptions {
  readonly root: SnapshotRoot;
  readonly channel: string;
  readonly decision: GateDecision;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
  /** Where the channel was when it was decided; elsewhere now, it does not move. Default: wherever it is. */
  readonly expected?: ChannelPosition;
  /** What moves with the channel. Default: nothing. */
  readonly targets?: ChannelTargets;
  /**
   * Why the channel may go back to an older snapshot than the one it is at; stands in the log. Default: it may not.
   */
  readonly toOlder?: string;
  /** How much of the snapshot is read to see that it is whole. Default: what changed since it was read last. */
  readonly verify?: VerifyDepth;
  /** Called with the events of the decision and of the move, each once it is on disk. Default: none. */
  readonly emit?: EmitFleetEvent;
}

/** What came of a promotion. `from`: the snapshot where the channel was before; undefined when it did not exist. */
export type Promotion = (
  | { readonly kind: 'promoted'; readonly channel: string; readonly from: string | undefined; readonly to: string }
  /** The channel was there already; its targets, where they were not, are now. */
  | { readonly kind: 'unchanged'; readonly channel: string; readonly to: string }
  /** The channel stays at `from`. */
  | { readonly kind: 'refused'; readonly channel: string; readonly from: string | undefined; readonly reason: string }
) & {
  /** What else was done: targets that moved, a move that a crash had left half done. Empty: nothing. */
  readonly notes: readonly string[];
};

/**
 * Moves a channel with its targets to a snapshot if, and only if, the decision is to promote that very content to that
 * very channel, nobody has moved or stopped it since, and the snapshot is whole. Every call leaves a line in the log,
 * written before anything moves: the log may know of a move that a crash prevented, never the other way round; a move that
 * failed has a second line that says so, and one that a crash cut off gets it from the next call. A refusal is a value;
 * throws `TARGET_FAILED`, `SNAPSHOT_DAMAGED`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_SOURCE`, `NO_SPACE`, `BUSY`.
 */
export async function promote(options: PromoteOptions): Promise<Promotion> {
  const { root, channel, snapshot, by, now, emit, targets = noTargets() } = options;
  return root.lock(async (held) => {
    const found = await root.readPosition(channel);
    const settled = await settleMove({ ...targets, root, channel, by, now });
    const notes = settled === undefined ? [] : [settled];
    const position = settled === undefined ? found : await root.readPosition(channel);
    const from = position.id;
    const refusal =
      findRefusal(options, from) ??
      findMoved(options, found) ??
      (await findStopped(options, from)) ??
      (await findOlder(options, from)) ??
      (await findDifference(options, from));
    if (refusal !== undefined) {
      await write(options, toEntry(options, from, 'refused', refusal));
      return { kind: 'refused', channel, from, reason: refusal, notes };
    }
    if (from === snapshot.id) {
      await write(options, toEntry(options, from, 'unchanged', ''));
      const brought = await bringTargets({ ...targets, root, channel, by, now, position, to: snapshot });
      return { kind: 'unchanged', channel, to: snapshot.id, notes: [...notes, ...brought] };
    }
    const entry = toEntry(options, from, 'promoted', options.toOlder ?? '');
    const about = { ...targets, root, held, channel, position, to: snapshot, by, now };
    const lines = await makeMove({ ...about, entry, write: (one) => write(options, one) });
    emit?.({ type: 'channel-moved', channel, from, to: snapshot, by });
    return { kind: 'promoted', channel, from, to: snapshot.id, notes: [...notes, ...lines] };
  });
}

/** Why the decision does not allow this move; undefined when it does. */
function findRefusal({ channel, decision, snapshot }: PromoteOptions, from: string | undefined): string | undefined {
  const unmet = decision.requirements.filter(({ kind }) => !isMet(kind)).length;
  if (decision.requirements.length === 0) return 'the decision rests on no requirement at all';
  if (unmet > 0) return `the gate says reject: ${unmet} of ${decision.requirements.length} requirements not met`;
  // A channel that is there already does not move.
  const [block] = decision.blocks;
  if (block !== undefined && from !== snapshot.id) return block.reason;
  if (decision.decision !== 'promote' && block === undefined) return `the gate says ${decision.decision}`;
  if (decision.channel !== channel) return `the decision is about the channel '${decision.channel}'`;
  if (decision.snapshot.id !== snapshot.id || decision.snapshot.digest !== snapshot.digest) {
    return `the decision is about snapshot '${decision.snapshot.id}' (${decision.snapshot.digest})`;
  }
  return undefined;
}

/** The decision was made about a move from somewhere else, and does not count for this one. */
function findMoved({ channel, snapshot, expected }: PromoteOptions, now: ChannelPosition): string | undefined {
  if (expected === undefined || now.id === snapshot.id) return undefined;
  if (now.id === expected.id && now.generation === expected.generation) return undefined;
  const back = now.id === expected.id ? ', and back again' : '';
  return `somebody moved ${channel} meanwhile, from '${expected.id ?? 'nothing'}' to '${now.id ?? 'nothing'}'${back}`;
}

/** A freeze or a taint that is newer than the decision. A channel that is there already does not move. */
async function findStopped(
  { root, channel, snapshot, now }: PromoteOptions,
  from: string | undefined,
): Promise<string | undefined> {
  if (from === snapshot.id) return undefined;
  const { freeze, taint } = findStop(await root.readStops(), { channel, digest: snapshot.digest, now });
  return taint ?? freeze;
}

/**
 * A slow job of an old night must not undo what a newer one did. A derived snapshot is as old as its parent: a channel
 * may go from one to the other and back, but never to one derived from an older night.
 */
async function findOlder(
  { root, channel, snapshot, toOlder }: PromoteOptions,
  from: string | undefined,
): Promise<string | undefined> {
  if (from === undefined || toOlder !== undefined || !isTakenBefore(snapshot.id, from)) return undefined;
  const isThere = (await root.list()).some(({ id }) => id === from);
  const gone = isThere ? '' : ", which is not there; to move it all the same, use '--to-older REASON'";
  return `${channel} is at the newer snapshot '${from}'${gone}`;
}

async function findDifference(options: PromoteOptions, from: string | undefined): Promise<string | undefined> {
  const { root, snapshot } = options;
  try {
    const { digest } = await root.verify(snapshot.id, options.verify);
    return digest === snapshot.digest ? undefined : `snapshot '${snapshot.id}' now has other content (${digest})`;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    await write(options, toEntry(options, from, 'refused', why));
    throw error;
  }
}

function toEntry(
  { channel, decision, snapshot, by, now }: PromoteOptions,
  from: string | undefined,
  result: AuditEntry['result'],
  note: string,
): AuditEntry {
  const about = toAuditEntry(decision, { by, now, action: 'promote', result, note, from });
  return { ...about, channel, to: { id: snapshot.id, digest: snapshot.digest } };
}

async function write({ root, decision, emit }: PromoteOptions, entry: AuditEntry): Promise<void> {
  await root.appendAudit(entry);
  emit?.({ type: 'decision-made', entry, decision });
}
