import { expectTimes } from './expect-times.ts';

/** What a fleet is worth splitting into. */
export interface CountWishes {
  /** Milliseconds that a shard should take, its instances one after the other. */
  readonly targetMs: number;
  /** Most shards. */
  readonly most: number;
}

/** How many shards: as many as keep each at its target, none without an instance. 0 where there are none. Pure. */
export function chooseCount(
  instances: readonly string[],
  usualMs: Readonly<Record<string, number>>,
  { targetMs, most }: CountWishes,
): number {
  const total = [...expectTimes(instances, usualMs).values()].reduce((sum, ms) => sum + ms, 0);
  const wanted = Math.max(1, Math.ceil(total / targetMs));
  return Math.min(wanted, most, instances.length);
}
