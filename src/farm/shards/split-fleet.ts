import type { PlannedShard } from '../../contract/shard.ts';
import { expectTimes } from './expect-times.ts';

/** What is to be split. */
export interface SplitFleet {
  /** Names of instances, in any order. */
  readonly instances: readonly string[];
  /** Milliseconds that an instance takes, by name. One that is not there: see `expectTimes`. */
  readonly usualMs: Readonly<Record<string, number>>;
  readonly count: number;
}

/**
 * Splits a fleet into `count` shards that take about equally long: each instance is in exactly one, the longest first into
 * the shard that has the least. The same instances and times give the same shards on every machine. Pure.
 */
export function splitFleet({ instances, usualMs, count }: SplitFleet): readonly PlannedShard[] {
  const times = expectTimes(instances, usualMs);
  const weighed = [...new Set(instances)].map((name) => ({ name, ms: times.get(name) ?? 0 }));
  weighed.sort((a, b) => b.ms - a.ms || compare(a.name, b.name));
  const shards = Array.from({ length: count }, (_, at) => ({ at, ms: 0, names: new Array<string>() }));
  for (const { name, ms } of weighed) {
    const emptiest = shards.reduce((best, one) => (isEmptier(one, best) ? one : best));
    emptiest.names.push(name);
    emptiest.ms += ms;
  }
  return shards.map(({ at, ms, names }) => ({
    index: at + 1,
    count,
    instances: names.sort(compare),
    expectedMs: ms,
  }));
}

type Filling = { readonly ms: number; readonly names: readonly string[] };

/** What takes no time at all still has to be run: by number, then, and by the shard's own place where all is equal. */
function isEmptier(one: Filling, other: Filling): boolean {
  return one.ms < other.ms || (one.ms === other.ms && one.names.length < other.names.length);
}

/** By their code units: the order of no language, which machines would differ in. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
