import { isMet, type AuditEntry, type GateDecision } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import { bringTargets, type BringTargetsOptions } from './bring-targets.ts';
import { findOlder } from './find-older.ts';
import { findStop } from './find-stop.ts';
import { entryOf, findDifference, findMoved, writeEntry, type MoveOptions } from './guard-move.ts';
import { makeMove } from './make-move.ts';
import { settleMove } from './settle-move.ts';
import { noTargets, sentenceOf } from './take-back.ts';

export interface PromoteOptions extends MoveOptions {
  /**
   * Why the channel may go back to an older snapshot than the one it is at; stands in the log. Default: it may not.
   */
  readonly toOlder?: string;
  /**
   * Decides again, at the time that it is by then, from what there is by then: waiting for others and reading all packages
   * takes a while, in which a waiver may end, a test fail or a policy change. Default: it was decided a moment ago.
   */
  readonly again?: () => Promise<GateDecision>;
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
 * throws `AUDIT_UNKNOWN`, `TARGET_FAILED`, `SNAPSHOT_DAMAGED`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_SOURCE`, `NO_SPACE`, `BUSY`.
 */
export async function promote(options: PromoteOptions): Promise<Promotion> {
  const { root, channel, snapshot, by, now, emit, targets = noTargets() } = options;
  const write = (result: AuditEntry['result'], from: string | undefined, note: string): Promise<void> =>
    writeEntry(options, entryOf(options, { action: 'promote', from, result, note }));
  return root.lock(async (held) => {
    const found = await root.readPosition(channel);
    const settled = await settleMove({ ...targets, root, channel, by, now });
    const notes = settled === undefined ? [] : [settled];
    const position = settled === undefined ? found : await root.readPosition(channel);
    const from = position.id;
    const wrong = findRefusal(options, from) ?? findMoved(options, found);
    const { stop, doubt } = wrong === undefined ? await findStopped(options, from) : NOT_STOPPED;
    const early = wrong ?? stop ?? (options.toOlder === undefined ? await findOlder(options, from) : undefined);
    if (early === undefined && doubt !== undefined) {
      await write('refused', from, doubt);
      throw new SalternError('AUDIT_UNKNOWN', `'${channel}' stays where it is: ${doubt}`, { hint: ASK_AGAIN });
    }
    const refusal =
      early ??
      (await findDifference(options, (why) => write('refused', from, why))) ??
      (await findLate(options, from, (why) => write('refused', from, why))) ??
      // To read a large snapshot takes minutes, and a freeze does not wait for the lock.
      (await findStopped(options, from)).stop;
    if (refusal !== undefined) {
      await write('refused', from, refusal);
      return { kind: 'refused', channel, from, reason: refusal, notes };
    }
    if (from === snapshot.id) {
      await write('unchanged', from, '');
      const brought = await bring(options, { ...targets, root, channel, by, now, position, to: snapshot });
      return { kind: 'unchanged', channel, to: snapshot.id, notes: [...notes, ...brought] };
    }
    const entry = entryOf(options, { action: 'promote', from, result: 'promoted', note: options.toOlder ?? '' });
    const about = { ...targets, root, held, channel, position, to: snapshot, by, now };
    const lines = await makeMove({ ...about, entry, write: (one) => writeEntry(options, one) });
    emit?.({ type: 'channel-moved', channel, from, to: snapshot, by });
    return { kind: 'promoted', channel, from, to: snapshot.id, notes: [...notes, ...lines] };
  });
}

/** Why the decision does not allow this move; undefined when it does. */
function findRefusal({ channel, decision, snapshot }: PromoteOptions, from: string | undefined): string | undefined {
  const unmet = decision.requirements.filter(({ kind }) => !isMet(kind)).length;
  if (decision.requirements.length === 0) return 'the decision rests on no requirement at all';
  if (unmet > 0)
    return `the gate says ${decision.decision === 'wait' ? 'wait' : 'reject'}: ${unmet} of ${decision.requirements.length} requirements not met`;
  // A channel that is there already does not move; nor do its targets, see `bring`.
  const [block] = decision.blocks;
  if (block !== undefined && from !== snapshot.id) return block.reason;
  if (decision.decision !== 'promote' && block === undefined) return `the gate says ${decision.decision}`;
  if (decision.channel !== channel) return `the decision is about the channel '${decision.channel}'`;
  if (decision.snapshot.id !== snapshot.id || decision.snapshot.digest !== snapshot.digest) {
    return `the decision is about snapshot '${decision.snapshot.id}' (${decision.snapshot.digest})`;
  }
  return undefined;
}

/** What of freezes, taints and the log is newer than the decision. */
interface Stopped {
  /** Why the channel must not move; undefined: it may. */
  readonly stop: string | undefined;
  /** Why nobody knows whether the end of the log was cut off: whoever did that can keep its mirror from answering, too. */
  readonly doubt: string | undefined;
}

const NOT_STOPPED: Stopped = { stop: undefined, doubt: undefined };

const ASK_AGAIN =
  "Make the mirror answer, and promote again; `saltern audit verify` asks it, too. If it is no more, change 'audit: mirror' in saltern.yml.";

/** A channel that is there already does not move. */
async function findStopped(options: PromoteOptions, from: string | undefined): Promise<Stopped> {
  return from === options.snapshot.id ? NOT_STOPPED : await findStopNow(options);
}

async function findStopNow({ root, channel, snapshot, now }: PromoteOptions): Promise<Stopped> {
  // The whole log first: who asks next has it.
  const { trouble, mirrorTrouble } = await root.auditState();
  const stops = await root.readStops();
  const { freeze, taint } = findStop(stops, { channel, digest: snapshot.digest, now });
  const doubt =
    mirrorTrouble &&
    `nobody knows whether the end of the log was cut off, for its mirror could not be asked: ${mirrorTrouble}`;
  return { stop: trouble ?? taint ?? freeze, doubt };
}

/** What stops a channel stops its targets: none of them moves to where it is, not even one that is new. */
async function bring(options: PromoteOptions, bringing: BringTargetsOptions): Promise<readonly string[]> {
  if (bringing.targets.length === 0) return [];
  const [block] = options.decision.blocks;
  const { stop, doubt } = block === undefined ? await findStopNow(options) : { ...NOT_STOPPED, stop: block.reason };
  const why = stop ?? doubt;
  return why === undefined ? await bringTargets(bringing) : [`its targets stay where they are: ${why}`];
}

/**
 * What the decision rested on has ended since, or is another now. Throws what keeps anybody from deciding, once `onTrouble`
 * has heard of it.
 */
async function findLate(
  { again, snapshot }: PromoteOptions,
  from: string | undefined,
  onTrouble: (why: string) => Promise<void>,
): Promise<string | undefined> {
  const late = await (from === snapshot.id ? undefined : again?.())?.catch(async (error: unknown) => {
    await onTrouble(`nobody can decide it any more: ${sentenceOf(error)}`);
    throw error;
  });
  if (late === undefined || late.decision === 'promote') return undefined;
  const unmet = late.requirements.find(({ kind }) => !isMet(kind));
  const why = late.blocks[0]?.reason ?? (unmet && [`${unmet.instance}: ${unmet.reason}`, ...unmet.notes].join('; '));
  return `by now (${late.at}) the gate says ${late.decision}${why === undefined ? '' : `: ${why}`}`;
}
