import type { TargetMove } from './target.ts';

/** Where a channel is. Whoever decides on one and finds another when it moves has been overtaken. */
export interface ChannelPosition {
  /** Id of the snapshot that it points to, which may be gone; undefined: there is no such channel. */
  readonly id: string | undefined;
  /** Counts its moves, those that were taken back included; 0 when none is on record. */
  readonly generation: number;
}

/** The last move of a channel with all its targets, on record before anything moves: what a crash cut off shows in it. */
export interface ChannelMove extends TargetMove {
  readonly version: 1;
  /** `begun`: nobody knows how far it came. `undone`: all of it is where it was before. */
  readonly state: 'begun' | 'done' | 'undone';
  /** ISO 8601 UTC; the line of the log that says so has the same. */
  readonly begunAt: string;
  /** Titles of the targets that it is for. */
  readonly targets: readonly string[];
}
