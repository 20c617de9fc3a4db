import type { Json, JsonObject } from './json.ts';

/** A place inside a document: keys and, for list items, indexes. */
export type Path = readonly (string | number)[];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let current = value;
  for (const key of path) {
    if (Array.isArray(current)) current = current[Number(key)];
    else if (isObject(current) && Object.hasOwn(current, String(key))) current = current[String(key)];
    else return undefined;
  }
  return current;
}

/** Maps are merged key by key at every depth; anything else, lists included, is replaced by the later value. */
export function mergeJson(below: Json | undefined, above: Json | undefined): Json | undefined {
  if (above === undefined) return below;
  if (!isObject(below) || !isObject(above)) return above;
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) merged[key] = mergeJson(merged[key], value) ?? null;
  return merged;
}

/** The value when it is text. */
export function asText(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; empty for anything else. */
export function asTexts(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The map; empty for anything else. */
export function asMap(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The map's texts by key. */
export function asTextMap(value: Json | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(asMap(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
