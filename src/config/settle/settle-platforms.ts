import { matchName } from '../../base/text/match-name.ts';
import { BUILT_IN_PLATFORMS } from '../schema/built-in-platforms.ts';
import { at, combine, fixedLayer, layerKeys, listItems, type Layer } from '../files/layer.ts';
import { complainAt, placeIn, type Loading } from '../files/loading.ts';
import type { ExactPlace } from '../../base/place/place.ts';

/** A platform of the project. */
export interface PlatformSetting {
  readonly name: string;
  /** False when an overlay's list leaves it out. */
  readonly isActive: boolean;
  readonly builtIn: Layer;
  /** What the project and its overlays say about it. */
  readonly own: Layer;
  readonly place: ExactPlace;
}

/**
 * The project's platforms. A list names known ones, a map defines or changes them; an overlay's map changes or adds
 * one without repeating the others, an overlay's list leaves only those that it names.
 */
export function settlePlatforms(levels: readonly Layer[], loading: Loading): readonly PlatformSetting[] {
  const parts = levels.map((level) => at(level, 'platforms'));
  const places = new Map<string, ExactPlace>();
  let active: readonly string[] = [];
  for (const [index, part] of parts.entries()) {
    for (const name of layerKeys(part)) {
      if (!places.has(name)) places.set(name, placeIn(loading, part, [name]));
      if (!active.includes(name)) active = [...active, name];
    }
    if (!Array.isArray(part.value)) continue;
    const known = [
      ...new Set([
        ...(index === 0 ? [] : places.keys()),
        ...laterKeys(parts, index),
        ...Object.keys(BUILT_IN_PLATFORMS),
      ]),
    ];
    const isWanted = new Set<string>();
    for (const item of listItems([part])) {
      const place = placeIn(loading, item);
      const projects = known.filter((name) => places.has(name) && index > 0);
      const matched = matchPlatforms(
        { pattern: String(item.value), known: projects, alsoKnown: known, place },
        loading,
      );
      if (matched.length === 1 && isWanted.has(matched[0] ?? '') && !String(item.value).includes('*')) {
        complainAt(loading, place, `platform '${matched[0]}' is there twice`);
      }
      for (const name of matched) {
        isWanted.add(name);
        if (!places.has(name)) places.set(name, place);
      }
    }
    active = [...isWanted];
  }
  if (places.size === 0 && !loading.flawed.has(loading.file.display)) {
    const known = Object.keys(BUILT_IN_PLATFORMS).join(', ');
    complainAt(
      loading,
      loading.file.place([]),
      `'platforms' is missing: a list of names, or a map with images; known: ${known}`,
    );
  }
  return [...places].map(([name, place]) => ({
    name,
    place,
    isActive: active.includes(name),
    builtIn: fixedLayer(BUILT_IN_PLATFORMS[name], 'default'),
    own: combine(parts.map((part) => at(Array.isArray(part.value) ? fixedLayer(undefined, 'default') : part, name))),
  }));
}

/** The known names that a pattern matches; a complaint when there are none. */
export function matchPlatforms(
  wanted: {
    readonly pattern: string;
    readonly known: readonly string[];
    readonly alsoKnown?: readonly string[];
    readonly place: ExactPlace;
  },
  loading: Loading,
): readonly string[] {
  const { pattern, place } = wanted;
  for (const names of [wanted.known, wanted.alsoKnown ?? []]) {
    const matched = names.filter((name) => matchName(pattern, name));
    if (matched.length > 0) return matched;
  }
  const known = wanted.alsoKnown ?? wanted.known;
  const list = known.length === 0 ? 'none' : known.join(', ');
  complainAt(loading, place, `no platform matches '${pattern}'; known: ${list}`);
  return [];
}

function laterKeys(parts: readonly Layer[], index: number): readonly string[] {
  return parts.slice(index + 1).flatMap(layerKeys);
}
