import { isAbsolute, join, relative } from 'node:path';
import { pathExists } from '../../base/files/path-exists.ts';
import type { FoundPlace } from '../../base/place/place.ts';
import type { InstanceResult, StepResult } from '../../contract/result.ts';
import type { ShardRun } from '../../farm/shards/shard-run.ts';
import type { BroughtFiles } from './bring-files.ts';

/** What a result of another machine is turned into one of this machine with. */
export interface Localising {
  readonly files: BroughtFiles;
  /** Path of a file of another checkout ▸ that of the same file here. */
  readonly places: ReadonlyMap<string, string>;
}

/** A result with its files and places as they are here. What is still running runs elsewhere: nothing is kept here. Pure. */
export function localiseResult(result: InstanceResult, { files, places }: Localising): InstanceResult {
  const { isInUse: _isInUse, artifacts = [], log, steps, ...rest } = result;
  return {
    ...rest,
    kept: false,
    steps: steps.map((step) => movePlaces(step, places)),
    log: log === undefined ? undefined : files.get(log),
    artifacts: artifacts.flatMap((file) => files.get(file) ?? []),
  };
}

/**
 * Where the files that results name are in the checkout at `to`: those below the project's folder there, and whatever else
 * lies at the same place beside it. Others keep their paths.
 */
export async function findPlaces(runs: readonly ShardRun[], to: string): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  for (const { shard, results } of runs) {
    for (const { steps } of results) {
      for (const { file } of steps.flatMap(listPlaces)) {
        if (!isAbsolute(file) || places.has(file)) continue;
        const inner = relative(shard.root, file);
        const here = join(to, inner);
        if (!inner.startsWith('..') || (await pathExists(here))) places.set(file, here);
      }
    }
  }
  return places;
}

function listPlaces({ pass, checks }: StepResult): readonly FoundPlace[] {
  const all = [...(pass?.states ?? []), ...(pass?.problems ?? []), ...checks];
  return all.flatMap(({ place }) => place ?? []);
}

function movePlaces(step: StepResult, places: ReadonlyMap<string, string>): StepResult {
  const move = <T extends { readonly place: FoundPlace | undefined }>(one: T): T => {
    const here = one.place && places.get(one.place.file);
    return here === undefined ? one : { ...one, place: { ...one.place, file: here } };
  };
  const { pass, checks } = step;
  return {
    ...step,
    pass: pass && { ...pass, states: pass.states.map(move), problems: pass.problems.map(move) },
    checks: checks.map(move),
  };
}
