import type { Json, JsonObject } from './json.ts';

/** The map with each value replaced by what `change` makes of it. */
export function mapValues(map: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
