import type { ExactPlace } from '../../base/place/place.ts';
import { at, atEach, combine, fixedLayer, layerKeys, listItems, type Layer } from '../layer.ts';
import type { LoadedFiles } from '../files/load-files.ts';
import { placeIn } from '../files/places.ts';
import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';
import { matchPlatforms, type PlatformPattern } from './platform-pattern.ts';

/** A platform of the project. */
export interface PlatformSetting {
  readonly name: string;
  /** Whether suites that name no platforms run on it. */
  readonly isActive: boolean;
  /** Whether only an overlay's map knows it: it runs where a suite file names it. */
  readonly isOverlaid: boolean;
  readonly builtIn: Layer;
  /** What the project and its overlays say about it. */
  readonly own: Layer;
  readonly place: ExactPlace;
}

export interface SettledPlatforms {
  readonly platforms: readonly PlatformSetting[];
  /** The lists of all levels, item by item. */
  readonly lists: readonly (readonly PlatformPattern[])[];
}

/**
 * The project's platforms. A list names known ones, a map defines or changes them. An overlay's map only says how one is
 * made, with which a person may cover many projects: it adds none to what is tested. An overlay's list is a choice, and
 * leaves only those that it names.
 */
export function settlePlatforms({ file, levels }: Pick<LoadedFiles, 'file' | 'levels'>): SettledPlatforms {
  const parts = atEach(levels, 'platforms');
  const places = new Map<string, ExactPlace>();
  const lists: (readonly PlatformPattern[])[] = [];
  let active: readonly string[] = [];
  let overlaid: readonly string[] = [];
  const add = (name: string, place: ExactPlace): void => {
    if (!places.has(name)) places.set(name, place);
  };
  for (const [index, part] of parts.entries()) {
    const mapped = layerKeys(part);
    if (index === 0) active = mapped;
    else overlaid = [...overlaid, ...mapped.filter((name) => !places.has(name))];
    for (const name of mapped) add(name, placeIn(file, part, [name]));
    if (!Array.isArray(part.value)) continue;
    // A pattern of the project is not widened by what an overlay happens to make.
    const mine = index === 0 ? Object.keys(BUILT_IN_PLATFORMS) : [...places.keys()];
    const later = parts.slice(index + 1).flatMap(layerKeys);
    const known = [...new Set([...mine, ...later, ...Object.keys(BUILT_IN_PLATFORMS)])];
    const list = listItems([part]).map((item) => matchPlatforms(item, mine, known));
    for (const { matched, layer } of list) for (const name of matched) add(name, placeIn(file, layer));
    lists.push(list);
    active = [...new Set(list.flatMap(({ matched }) => matched))];
    overlaid = [];
  }
  const platforms = [...places].map(([name, place]) => ({
    name,
    place,
    isActive: active.includes(name),
    isOverlaid: overlaid.includes(name),
    builtIn: fixedLayer(BUILT_IN_PLATFORMS[name], 'default'),
    own: combine(parts.filter(({ value }) => !Array.isArray(value)).map((part) => at(part, name))),
  }));
  return { platforms, lists };
}
