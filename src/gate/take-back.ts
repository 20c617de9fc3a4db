import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { Target, TargetContext, TargetMove } from '../contract/target.ts';

/** Long enough for a slow server; whoever interrupts a move wants it undone all the same. Milliseconds. */
const LIMIT_MS = 300_000;

/** The targets of a channel, in the order in which they are moved, and what they may use. */
export interface ChannelTargets {
  readonly targets: readonly Target[];
  readonly context: Omit<TargetContext, 'tell'>;
}

/** Who writes to the log, and when. */
export interface Asked {
  readonly by: string;
  readonly now: Date;
}

export interface TakeBackOptions extends ChannelTargets, Asked {
  readonly root: SnapshotRoot;
  readonly move: TargetMove;
}

/**
 * Brings targets back to where they were before a move, last one first; each has a line in the log. Those that are there
 * are left alone. Gives what could not be taken back, a sentence each.
 */
export async function takeBack(options: TakeBackOptions): Promise<readonly string[]> {
  const { targets, context } = options;
  // Whatever stopped the move, a signal perhaps, must not stop this.
  const own = { ...options, context: { ...context, signal: AbortSignal.timeout(LIMIT_MS) } };
  const troubles: string[] = [];
  for (const target of targets.toReversed()) {
    try {
      await takeBackOne(target, own);
    } catch (error) {
      const trouble = `${describeTarget(target)} could not be taken back: ${sentenceOf(error)}`;
      troubles.push(trouble);
      await noteMove(own, trouble).catch(() => undefined);
    }
  }
  return troubles;
}

async function takeBackOne(target: Target, options: TakeBackOptions): Promise<void> {
  const { move, context } = options;
  const told: string[] = [];
  const own: TargetContext = { ...context, tell: (line) => told.push(line) };
  const found = await target.at(move.channel, own);
  if (found.kind === 'at' && found.id === move.from?.id) return;
  const about = {
    generation: move.generation + 1,
    undoes: move.generation,
    reason: `move ${move.generation} is undone`,
  };
  if (move.from !== undefined) await target.move({ ...move, ...about, from: move.to, to: move.from }, own);
  else await target.remove?.({ ...move, ...about }, own);
  const back = move.from === undefined ? 'is taken away again' : `is back at ${move.from.id}`;
  const end =
    move.from === undefined && target.remove === undefined ? `stays at ${move.to.id}: it cannot go back` : back;
  // The target is where it is, whether or not that can be written down.
  await noteMove(options, [`${describeTarget(target)} ${end}`, ...told].join('; ')).catch(() => undefined);
}

/** One line in the log about a target of a channel. Throws what `appendNote` throws. */
export async function noteMove(
  { root, move, by, now }: Pick<TakeBackOptions, 'root' | 'move' | 'by' | 'now'>,
  reason: string,
): Promise<void> {
  const { channel, to } = move;
  await root.appendNote({ version: 1, at: now.toISOString(), by, action: 'move', channel, snapshot: to, reason });
}

/** `directory '/srv/www'`, for sentences. */
export function describeTarget({ name, title }: Pick<Target, 'name' | 'title'>): string {
  return `${name} '${title}'`;
}

/** What went wrong, in its own words. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Those of a channel that nothing moves with. */
export function noTargets(): ChannelTargets {
  const context: ChannelTargets['context'] = {
    signal: new AbortController().signal,
    locate: (_id, member) => member,
    taken: () => Promise.resolve([]),
    members: () => Promise.resolve([]),
    notes: '',
  };
  return { targets: [], context };
}
