import type { Json, JsonObject } from '../../../base/json/json.ts';

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function isMap(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What YAML writes as one word: `true`, `5` and `no` are text where text is meant. */
export function isScalar(value: Json): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** The value as goss prints it; lists joined by line feeds. */
export function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return value.map((item) => toText(item)).join('\n');
  if (value === null) return '<nil>';
  return isMap(value) ? JSON.stringify(value) : String(value);
}

/** The value as a number; `undefined` when it is not a number, or is out of range, as `1e400` is in goss too. */
export function toNumber(value: Json): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' && !isList(value)) return undefined;
  // As Go trims: a byte order mark is no blank.
  const text = toText(value).replace(/^[^\S\uFEFF]+|[^\S\uFEFF]+$/g, '');
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
  return isNumber ? Number(text) : undefined;
}

/** A list as it is, text line by line, a map as its values; `undefined` for anything else. */
export function toList(value: Json): readonly Json[] | undefined {
  if (isList(value)) return value;
  if (typeof value === 'string') return value.split('\n');
  return isMap(value) ? Object.values(value) : undefined;
}

/** Length in bytes of UTF-8, as Go counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
