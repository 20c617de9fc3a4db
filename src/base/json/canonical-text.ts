import type { Json } from './json.ts';

/** JSON with sorted keys: the same data gives the same text, whatever order its maps were made in. */
export function canonicalText(data: Json): string {
  return JSON.stringify(data, (_key, value: unknown) => (isMap(value) ? sortKeys(value) : value));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sortKeys(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
