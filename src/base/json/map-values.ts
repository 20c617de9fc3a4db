import type { Json, JsonObject } from './json.ts';

/** The same map with other values. */
export function mapValues(map: JsonObject, change: (value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
