import type { $ZodTypes } from 'zod/v4/core';
import type { Json } from '../json/json.ts';
import { listChildren } from './schema-lookup.ts';

/** Words that YAML 1.1 takes for true and false, and YAML 1.2 for text. */
const OLDER_BOOLEANS: Readonly<Record<string, boolean>> = {
  yes: true,
  on: true,
  y: true,
  no: false,
  off: false,
  n: false,
};

/** What to write instead of a text that an older YAML would take for a boolean: `; YAML 1.2: write true`; else nothing. */
export function correctBoolean(written: string): string {
  const word = written.toLowerCase();
  return Object.hasOwn(OLDER_BOOLEANS, word) ? `; YAML 1.2: write ${OLDER_BOOLEANS[word]}` : '';
}

/** What was meant by a value of another kind, to be appended to a complaint; nothing where that is not plain. */
export function correctValue(value: Json, variants: readonly $ZodTypes[]): string {
  if (typeof value !== 'string') return '';
  const isWanted = (type: $ZodTypes['_zod']['def']['type']): boolean =>
    variants.some((variant) => variant._zod.def.type === type);
  if (isWanted('boolean') && correctBoolean(value) !== '') return correctBoolean(value);
  if (/^[\w.-]+:\S/.test(value) && (isWanted('object') || isWanted('record'))) return "; put a space after the ':'";
  if (!isWanted('array')) return '';
  if (/^-\S/.test(value)) return "; put a space after the '-'";
  const takesText = listChildren(variants, 0).some(({ _zod: { def } }) => def.type === 'string' || def.type === 'enum');
  return takesText && /^[\w./*-]{1,60}$/.test(value) ? `; write [${value}]` : '';
}
