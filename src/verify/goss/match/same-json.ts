import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../base/json/json.ts';

/** Equal in type and value; the order of keys does not count. */
export function sameJson(a: Json, b: Json): boolean {
  return isDeepStrictEqual(a, b);
}
