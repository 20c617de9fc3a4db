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
