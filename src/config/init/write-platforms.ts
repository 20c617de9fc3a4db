import type { Json } from '../../base/json/json.ts';
import type { Part } from './read-part.ts';

/** The `platforms` of a project file: a list where saltern knows them all, and what was assumed. */
export function writePlatforms(
  platforms: Part['platforms'],
  hasKitchen: boolean,
): { readonly value: Json; readonly assumptions: readonly string[] } {
  const names = Object.keys(platforms);
  if (names.length === 0) {
    const why = hasKitchen ? 'no platform of kitchen.yml can be taken' : 'nothing here names another';
    return { value: ['centos-stream-9'], assumptions: [`platform centos-stream-9, because ${why}`] };
  }
  const areKnown = Object.values(platforms).every((platform) => Object.keys(platform).length === 0);
  return { value: areKnown ? names : platforms, assumptions: [`platforms ${names.join(', ')}, from kitchen.yml`] };
}
