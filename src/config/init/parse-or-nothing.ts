import { parse } from 'yaml';
import type { Json } from '../../base/json/json.ts';

/** YAML of somebody else's as a value, of which a key that is there twice counts once; null for what is none. */
export function parseOrNothing(text: string): Json {
  try {
    const value: Json = parse(text, { uniqueKeys: false, logLevel: 'silent' });
    return value;
  } catch {
    return null;
  }
}
