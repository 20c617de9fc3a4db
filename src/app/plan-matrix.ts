import { resolve } from 'node:path';
import type { PlannedShard } from '../contract/shard.ts';
import { chooseCount, type CountWishes } from '../farm/shards/choose-count.ts';
import { readKnownDurations, writeDurations } from '../farm/shards/durations-file.ts';
import { expectTimes } from '../farm/shards/expect-times.ts';
import { splitFleet } from '../farm/shards/split-fleet.ts';
import { expectDurations } from './expect-durations.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

export interface MatrixOptions extends Omit<SelectOptions, 'shard'>, CountWishes {}

/** A shard with whose instances it has. */
export interface MatrixShard extends PlannedShard {
  /** Names of the formulas, each once, sorted. */
  readonly formulas: readonly string[];
}

/** How a fleet is spread over machines. */
export interface Matrix {
  /** None: there is nothing to test. */
  readonly shards: readonly MatrixShard[];
  /** How many of the instances were never timed: they are taken for average ones. */
  readonly untimed: number;
}

/**
 * Splits what is selected into as many shards as it is worth, and says what falls to each: just what `test --shard` will take.
 * With `durations`, shards are cut by what instances usually take, which is written there for `test` to cut by, with what
 * was there before and is not known here; without, they are cut by number, as `test` cuts without the file.
 */
export async function planMatrix(
  services: Services,
  args: readonly string[],
  { durations, targetMs, most, ...options }: MatrixOptions,
): Promise<Matrix> {
  const { project, selected } = await selectFleet(services, args, options);
  const file = durations === undefined ? undefined : resolve(services.cwd, durations);
  const earlier = (file === undefined ? undefined : await readKnownDurations(file)) ?? {};
  const usualMs = { ...earlier, ...(await expectDurations(services, project)) };
  if (file !== undefined) await writeDurations(file, usualMs);
  const instances = selected.map(({ name }) => name);
  const count = chooseCount(instances, usualMs, { targetMs, most });
  const shards = splitFleet({ instances, usualMs: file === undefined ? {} : usualMs, count });
  // Also where they were cut by number: what it takes is what it takes.
  const times = expectTimes(instances, usualMs);
  const formulas = new Map(selected.map(({ name, formula }) => [name, formula]));
  return {
    shards: shards.map((shard) => ({
      ...shard,
      expectedMs: shard.instances.reduce((sum, name) => sum + (times.get(name) ?? 0), 0),
      formulas: [...new Set(shard.instances.map((name) => formulas.get(name) ?? name))].toSorted(),
    })),
    untimed: instances.filter((name) => usualMs[name] === undefined).length,
  };
}
