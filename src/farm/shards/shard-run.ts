import type { RunEvent, RunStarted } from '../../contract/events.ts';
import type { RunStory } from '../../contract/history.ts';
import type { InstanceResult } from '../../contract/result.ts';
import type { RunShard } from '../../contract/shard.ts';

/** What is told again of a run that was elsewhere: when instances were begun, and what was tried more than once. */
export type ToldEvent = Extract<RunEvent, { type: 'instance-started' | 'retry' }>;

/** A run of a shard as it was found, on this machine or brought from another; whole in itself. */
export interface ShardRun {
  /** As people type it. */
  readonly folder: string;
  /** Absolute path of the run's folder here. */
  readonly directory: string;
  /** Absolute path of the `.saltern` that it lies in, with the evidence. */
  readonly base: string;
  readonly shard: RunShard;
  readonly started: RunStarted;
  readonly told: readonly ToldEvent[];
  /** One for each instance of `started`. */
  readonly results: readonly InstanceResult[];
  readonly story: RunStory;
  readonly interrupted: boolean;
  /** When it ended, milliseconds since the epoch. */
  readonly endedAt: number;
}
