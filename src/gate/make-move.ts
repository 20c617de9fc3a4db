import { createHash } from 'node:crypto';
import { printableJson } from '../base/json/printable-json.ts';
import type { ChannelMove, ChannelPosition } from '../contract/channel-move.ts';
import type { AuditEntry } from '../contract/decision.ts';
import { SalternError } from '../contract/errors.ts';
import type { HeldLock, SnapshotRoot } from '../contract/snapshot.ts';
import type { Target, TargetMove } from '../contract/target.ts';
import { NOT_MOVED } from '../contract/list-moves.ts';
import { describeTarget, noteMove, sentenceOf, takeBack, type Asked, type ChannelTargets } from './take-back.ts';

export interface MakeMoveOptions extends ChannelTargets, Asked {
  readonly root: SnapshotRoot;
  readonly held: HeldLock;
  readonly channel: string;
  /** Where it is now. */
  readonly position: ChannelPosition;
  readonly to: { readonly id: string; readonly digest: string };
  /** The line for the log. */
  readonly entry: AuditEntry;
  /** Writes it, or with another result the line that corrects it. */
  readonly write: (entry: AuditEntry) => Promise<void>;
}

/**
 * Moves all targets of a channel, in their order, and then the channel, or leaves all of it where it was. The move is on
 * record before anything is done, so that what a crash leaves can be settled (`settleMove`), and each target has a line in
 * the log. Gives these. Throws what kept it from moving, once everything is back and the log says so.
 */
export async function makeMove(options: MakeMoveOptions): Promise<readonly string[]> {
  const { root, held, channel, position, targets, entry, write } = options;
  const move = await describeMove(options);
  held.expectHeld();
  await root.writeMove(move);
  const moved: Target[] = [];
  const lines: string[] = [];
  try {
    held.expectHeld();
    await write(entry);
    for (const target of targets) {
      // One that throws may have left something behind all the same.
      moved.push(target);
      lines.push(await moveTarget(target, move, options));
    }
    held.expectHeld();
    await root.moveChannel(channel, move.to.id, { id: position.id, generation: move.generation });
  } catch (error) {
    const troubles = await takeBack({ ...options, move, targets: moved });
    // The line may stand there though writing it failed. Where this one cannot be written either, the first trouble is told.
    await correct(options, error).catch(() => undefined);
    if (troubles.length > 0) throw halfMoved(channel, error, troubles);
    await root.writeMove(toUndone(move)).catch(() => undefined);
    throw error;
  }
  // It has moved, whether or not that can be written down: who finds the record as it is sees that by the channel.
  await root.writeMove({ ...move, state: 'done' }).catch(() => undefined);
  return lines;
}

/** The record of a move that was taken back: that counts as one more. Pure. */
export function toUndone(move: ChannelMove): ChannelMove {
  return { ...move, state: 'undone', generation: move.generation + 1 };
}

/** Moves one target and writes that into the log; gives the line. Throws `TARGET_FAILED`. */
export async function moveTarget(
  target: Target,
  move: TargetMove,
  options: ChannelTargets & Asked & Pick<MakeMoveOptions, 'root'>,
): Promise<string> {
  const told: string[] = [];
  options.context.signal.throwIfAborted();
  await target.move(move, { ...options.context, tell: (line) => told.push(line) });
  const line = [`${describeTarget(target)} is at ${move.to.id}`, ...told].join('; ');
  await noteMove({ ...options, move }, line);
  return line;
}

async function describeMove(options: MakeMoveOptions): Promise<ChannelMove> {
  const { root, channel, position, to, entry, by, targets } = options;
  return {
    version: 1,
    state: 'begun',
    begunAt: entry.at,
    channel,
    from: await describeFrom(root, position.id),
    to,
    generation: position.generation + 1,
    decision: entry.inputs ?? `sha256:${createHash('sha256').update(printableJson(entry)).digest('hex')}`,
    by,
    reason: entry.note,
    targets: targets.map(describeTarget),
  };
}

/** Where a channel is, with its content; of a snapshot that is gone nobody knows it. */
export async function describeFrom(
  root: Pick<SnapshotRoot, 'find'>,
  id: string | undefined,
): Promise<TargetMove['from']> {
  if (id === undefined) return undefined;
  const digest = await root.find(id).then(
    (found) => found.digest,
    () => '',
  );
  return { id, digest };
}

/** The log says that it moved already, and nobody is to believe that. */
async function correct({ entry, write }: MakeMoveOptions, error: unknown): Promise<void> {
  await write({ ...entry, result: 'refused', note: `${NOT_MOVED}${sentenceOf(error)}` });
}

function halfMoved(channel: string, error: unknown, troubles: readonly string[]): SalternError {
  return new SalternError('TARGET_FAILED', `Not all targets of '${channel}' are back: ${sentenceOf(error)}`, {
    hint: 'See to what is told of them, and promote or roll back again: that takes back first what is left.',
    // What the target said comes first: that is what is to be mended.
    details: [...(error instanceof SalternError ? error.details : []), ...troubles],
    cause: error,
  });
}
