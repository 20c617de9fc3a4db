/** One part of a fleet, to run on a machine of its own: `2/8`. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** A shard with what falls to it. */
export interface PlannedShard extends Shard {
  /** Names of its instances, in their order. */
  readonly instances: readonly string[];
  /** How long it will take, as far as that is known: milliseconds. */
  readonly expectedMs: number;
}

/** Which part of a fleet a run was: what the whole is put together by. */
export interface RunShard extends Shard {
  /** `sha256:…` over the names of the instances of all shards: those that were cut alike have the same. */
  readonly of: string;
  /** `sha256:…` over what all instances of the whole are tested as: other formulas, suites or settings give another. */
  readonly plan: string;
  /** Name of the project. */
  readonly project: string;
  /** Absolute path of the project's folder on the machine that ran it: what lies below it lies in every checkout. */
  readonly root: string;
}
