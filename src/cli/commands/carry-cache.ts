import { loadCache, saveCache, type CarriedFolder } from '../../app/carry-cache.ts';
import { findCacheKey } from '../../app/find-cache-key.ts';
import type { SelectOptions } from '../../app/select-fleet.ts';
import type { Command } from '../answer.ts';
import { readAge } from '../read-amounts.ts';

export interface CarryFlags {
  readonly driver?: readonly string[];
  readonly usedWithin?: string;
}

const DEFAULT_AGE = '1d';

/** Writes images into a folder, for another machine. */
export const save: Command<CarryFlags, [folder: string]> = async (app, { driver: drivers, usedWithin }, folder) => {
  const since = app.now() - readAge(usedWithin ?? DEFAULT_AGE);
  const { digest, entries, isChanged } = await saveCache(app, { folder, drivers, since });
  const told = describe(entries);
  return {
    exitCode: 0,
    data: { digest, changed: isChanged, entries },
    lines: [isChanged ? `saved ${told} in '${folder}'` : `'${folder}' holds ${told} already`],
  };
};

/** Takes in what `save` has written. */
export const load: Command<CarryFlags, [folder: string]> = async (app, { driver: drivers }, folder) => {
  const { digest, entries } = await loadCache(app, { folder, drivers });
  return { exitCode: 0, data: { digest, entries }, lines: [`${describe(entries)} of '${folder}' can be used`] };
};

/** A name for the images that the instances start from. */
export const key: Command<SelectOptions, [instances: readonly string[]]> = async (app, options, instances) => {
  const found = await findCacheKey(app, instances, { ...options, architecture: process.arch });
  return { exitCode: 0, data: { ...found }, lines: [found.key] };
};

function describe(entries: CarriedFolder['entries']): string {
  const parts = Object.entries(entries).map(([driver, ids]) => {
    return `${ids.length} ${ids.length === 1 ? 'image' : 'images'} of ${driver}`;
  });
  return parts.length === 0 ? 'no images' : parts.join(', ');
}
