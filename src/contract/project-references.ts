import type { SnapshotReference } from './snapshot.ts';

/** What one project refers to, left in the snapshot root for whoever else prunes it. */
export interface ProjectReferences {
  readonly version: 1;
  /** The project and the machine that it is on, which is also the name of the file: `formulas-1a2b3c4d@ops1`. */
  readonly project: string;
  /** Absolute path of the folder with `saltern.yml`, on that machine. */
  readonly directory: string;
  /** When it was left, ISO 8601 UTC. */
  readonly at: string;
  /** Only what the root cannot know itself: results, waivers, runs, nights. */
  readonly references: readonly SnapshotReference[];
}
