import type { ChannelPosition } from '../contract/channel-move.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { Target } from '../contract/target.ts';
import { moveTarget } from './make-move.ts';
import type { Asked, ChannelTargets } from './take-back.ts';

export interface BringTargetsOptions extends ChannelTargets, Asked {
  readonly root: SnapshotRoot;
  readonly channel: string;
  readonly position: ChannelPosition;
  /** Where the channel is, and its targets ought to be. */
  readonly to: { readonly id: string; readonly digest: string };
}

/**
 * Moves those targets of a channel to its snapshot that are elsewhere: they are new in the project, or somebody moved them
 * by hand. Gives a line each, which is in the log too; one that nobody can ask is left alone. Throws `TARGET_FAILED`.
 */
export async function bringTargets(options: BringTargetsOptions): Promise<readonly string[]> {
  const { channel, position, to, by, targets } = options;
  const lines: string[] = [];
  for (const target of targets) {
    if (!(await isElsewhere(target, options))) continue;
    const about = { decision: '', by, reason: `${channel} is there already` };
    const move = { channel, from: undefined, to, generation: position.generation, ...about };
    lines.push(await moveTarget(target, move, options));
  }
  return lines;
}

async function isElsewhere(target: Target, { channel, context, to }: BringTargetsOptions): Promise<boolean> {
  const found = await target.at(channel, { ...context, tell: () => undefined });
  return found.kind === 'mixed' || (found.kind === 'at' && found.id !== to.id);
}
