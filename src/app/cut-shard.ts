import { resolve } from 'node:path';
import { SalternError } from '../contract/errors.ts';
import type { ProjectIdentity } from '../contract/plan.ts';
import type { RunShard } from '../contract/shard.ts';
import { digestCut } from '../farm/shards/digest-cut.ts';
import { readDurations } from '../farm/shards/durations-file.ts';
import { parseShard } from '../farm/shards/parse-shard.ts';
import { splitFleet } from '../farm/shards/split-fleet.ts';
import type { Services } from './services.ts';

export interface ShardOptions {
  /** Only this part of what is selected, `2/8`. Default: all. */
  readonly shard?: string;
  /** File with what instances usually take, which shards are cut by. Default: all take equally long. */
  readonly durations?: string;
}

/** Which part of a selection was cut out. */
export interface Cut {
  /** What it was planned as is not known yet. */
  readonly shard: Omit<RunShard, 'plan'>;
  /** Names of all instances that there were to cut. */
  readonly whole: readonly string[];
}

/** A selection, or the part of it that was cut out. */
interface CutSelection<T> {
  readonly selected: readonly T[];
  readonly cut?: Cut;
}

/**
 * Of a selection the part that `shard` names; all of it where it names none. What a machine knows for itself is not looked
 * at, for all have to cut alike: only the names, and the file that `durations` names. Throws `USAGE`.
 */
export async function cutShard<T extends { readonly name: string }>(
  { cwd }: Pick<Services, 'cwd'>,
  { project, selected }: { readonly project: { readonly identity: ProjectIdentity }; readonly selected: readonly T[] },
  { shard: text, durations }: ShardOptions,
): Promise<CutSelection<T>> {
  if (text === undefined) {
    if (durations !== undefined) throw nothingToCut();
    return { selected };
  }
  const { index, count } = parseShard(text);
  const usualMs = durations === undefined ? {} : await readDurations(resolve(cwd, durations));
  const shards = splitFleet({ instances: selected.map(({ name }) => name), usualMs, count });
  const own = new Set(shards[index - 1]?.instances);
  const { name, directory } = project.identity;
  const of = digestCut(shards.map(({ instances }) => instances));
  return {
    selected: selected.filter((one) => own.has(one.name)),
    cut: { shard: { index, count, of, project: name, root: directory }, whole: selected.map((one) => one.name) },
  };
}

function nothingToCut(): SalternError {
  return new SalternError('USAGE', '`--durations` says how shards are cut, and there is nothing to cut', {
    hint: 'Give `--shard 2/8` with it, or leave it out.',
  });
}
