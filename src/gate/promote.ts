import { isMet, type AuditEntry, type GateDecision } from '../contract/decision.ts';
import type { EmitFleetEvent } from '../contract/events.ts';
import { isTakenBefore } from '../contract/snapshot-id.ts';
import type { SnapshotRoot, VerifyDepth } from '../contract/snapshot.ts';
import { toAuditEntry } from './to-audit-entry.ts';

export interface PromoteOptions {
  readonly root: SnapshotRoot;
  readonly channel: string;
  readonly decision: GateDecision;
  readonly snapshot: { readonly id: string; readonly digest: string };
  /** Who asked: user and host, or the CI job. */
  readonly by: string;
  readonly now: Date;
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
export type Promotion =
  | { readonly kind: 'promoted'; readonly channel: string; readonly from: string | undefined; readonly to: string }
  /** The channel was there already. */
  | { readonly kind: 'unchanged'; readonly channel: string; readonly to: string }
  /** The channel stays at `from`. */
  | { readonly kind: 'refused'; readonly channel: string; readonly from: string | undefined; readonly reason: string };

/**
 * Moves a channel to a snapshot if, and only if, the decision is to promote that very content to that very channel and
 * the snapshot is whole. Every call leaves a line in the log, written before the channel moves: the log may know of a
 * move that a crash prevented, never the other way round; a move that failed has a second line that says so. A refusal is
 * a value; throws `SNAPSHOT_DAMAGED`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_SOURCE`, `NO_SPACE`, `BUSY`.
 */
export async function promote(options: PromoteOptions): Promise<Promotion> {
  const { root, channel, snapshot, by, emit } = options;
  return root.lock(async (held) => {
    const from = await root.readChannel(channel);
    const refusal =
      findRefusal(options, from) ?? (await findOlder(options, from)) ?? (await findDifference(options, from));
    if (refusal !== undefined) {
      await log(options, from, 'refused', refusal);
      return { kind: 'refused', channel, from, reason: refusal };
    }
    if (from === snapshot.id) {
      await log(options, from, 'unchanged', '');
      return { kind: 'unchanged', channel, to: snapshot.id };
    }
    held.expectHeld();
    await log(options, from, 'promoted', options.toOlder ?? '');
    try {
      held.expectHeld();
      await root.moveChannel(channel, snapshot.id);
    } catch (error) {
      await correct(options, from, error);
      throw error;
    }
    emit?.({ type: 'channel-moved', channel, from, to: snapshot, by });
    return { kind: 'promoted', channel, from, to: snapshot.id };
  });
}

/** Why the decision does not allow this move; undefined when it does. */
function findRefusal({ channel, decision, snapshot }: PromoteOptions, from: string | undefined): string | undefined {
  const unmet = decision.requirements.filter(({ kind }) => !isMet(kind)).length;
  if (decision.requirements.length === 0) return 'the decision rests on no requirement at all';
  if (unmet > 0)
    return `the gate says ${decision.decision === 'wait' ? 'wait' : 'reject'}: ${unmet} of ${decision.requirements.length} requirements not met`;
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
    await log(options, from, 'refused', error instanceof Error ? error.message : String(error));
    throw error;
  }
}

/** The log says `promoted` already, and nobody is to believe that. */
async function correct(options: PromoteOptions, from: string | undefined, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  // Where the log cannot be written either, the trouble with the channel is the one to tell.
  await log(options, from, 'refused', `it was not moved: ${reason}`).catch(() => undefined);
}

async function log(
  options: PromoteOptions,
  from: string | undefined,
  result: AuditEntry['result'],
  note: string,
): Promise<void> {
  const { root, channel, decision, snapshot, by, now, emit } = options;
  const about = toAuditEntry(decision, { by, now, action: 'promote', result, note, from });
  const entry = { ...about, channel, to: { id: snapshot.id, digest: snapshot.digest } };
  await root.appendAudit(entry);
  emit?.({ type: 'decision-made', entry, decision });
}
