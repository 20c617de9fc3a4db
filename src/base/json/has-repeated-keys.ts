import type { Json } from './json.ts';

/** Every string of a JSON text; the group is there where it is a key. */
const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Whether some map of a JSON text has one key twice: parsers take the last, people read the first. `value` is what the
 * text says. In time proportional to the text.
 */
export function hasRepeatedKeys(text: string, value: Json): boolean {
  let written = 0;
  for (const [, colon] of text.matchAll(STRINGS)) if (colon !== undefined) written++;
  return written !== countKeys(value);
}

function countKeys(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce<number>((sum, item) => sum + countKeys(item), own);
}
