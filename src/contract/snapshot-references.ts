/** What refers to a snapshot, and how. */
export interface SnapshotReference {
  /** Id of the snapshot. */
  readonly snapshot: string;
  /**
   * `channel`: points to it. `waiver`: is about it. `derived`: a snapshot that was made from it. `run`: uses it now.
   * `evidence`: the newest result of an instance, got on it. `decision`: a channel was there, or may go there. `night`: one
   * of the last nights was about it.
   */
  readonly kind: 'channel' | 'waiver' | 'derived' | 'run' | 'evidence' | 'decision' | 'night';
  /** Name of the channel, waiver or instance, id of the derived snapshot, run or night. */
  readonly by: string;
}

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
