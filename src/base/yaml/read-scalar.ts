import { dirname, resolve } from 'node:path';
import { isScalar, type Scalar } from 'yaml';
import type { $ZodTypes } from 'zod/v4/core';
import type { Json } from '../json/json.ts';
import { keyText } from './follow-path.ts';
import type { YamlFile } from './read-yaml.ts';
import { hasVariables, readsOf, type DataReader, type Meaning, type Reads, type WrittenScalar } from './reads.ts';
import { wantsMap, wantsText } from './schema-lookup.ts';

/** What is wanted where a node stands. */
export interface Wanted {
  readonly variants: readonly $ZodTypes[];
  /** Reads everything from here down; undefined: the schema says how. */
  readonly data: DataReader | undefined;
}

/** `data`: the reader that an outer node has set. */
export function want(variants: readonly $ZodTypes[], data?: DataReader): Wanted {
  return { variants, data: data ?? variants.map(readsOf).find(isDataReader) };
}

/** A scalar as what is wanted there; `fill` puts variables into its text. */
export function readScalar(scalar: Scalar, { variants, data }: Wanted, file: YamlFile, fill: Fill): Meaning<Json> {
  if (data !== undefined) return data.readScalar(toWritten(scalar));
  const { value } = scalar;
  const written = scalar.type === 'PLAIN' ? scalar.source : undefined;
  if (value === null && wantsMap(variants)) return { value: {} };
  const read = typeof value === 'number' && written !== undefined && wantsText(variants) ? written : value;
  const plain = typeof read === 'string' && variants.some(hasVariables) ? fill(read) : read;
  if (typeof plain !== 'string' || isLiteral(plain, variants)) return { value: toJson(plain) };
  return { value: variants.reduce((done, variant) => anchor(readsOf(variant), done, file), plain) };
}

/** A key of a map: its text, or what `reads` makes of it. */
export function readKey(key: unknown, reads: Reads | undefined, file: YamlFile, fill: Fill): Meaning<string> {
  if (isDataReader(reads) && isScalar(key)) return reads.readKey(toWritten(key));
  const text = keyText(key);
  return { value: anchor(reads, reads === undefined || reads === 'text' ? text : fill(text), file) };
}

/** A text with its variables filled in. */
export type Fill = (text: string) => string;

/** How keys are read, if one of these is a record. */
export function readsOfKeys(variants: readonly $ZodTypes[]): Reads | undefined {
  const all = variants.map(({ _zod: { def } }) => (def.type === 'record' ? readsOf(def.keyType) : undefined));
  return all.find((reads) => reads !== undefined);
}

/** A scalar as it is written. */
export function toWritten(scalar: Scalar): WrittenScalar {
  const text = scalar.source ?? String(scalar.value ?? '');
  return { text, isPlain: scalar.type === undefined || scalar.type === 'PLAIN', tag: scalar.tag };
}

function toJson(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return value === undefined ? null : String(value);
}

function isDataReader(reads: Reads | undefined): reads is DataReader {
  return typeof reads === 'object';
}

function isLiteral(value: string, variants: readonly $ZodTypes[]): boolean {
  return variants.some(({ _zod: { def } }) => def.type === 'literal' && def.values.includes(value));
}

/** A path is relative to the file that names it. */
function anchor(reads: Reads | undefined, value: string, file: YamlFile): string {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^[\w.@-]+:/.test(value);
  const isPath =
    reads === 'path' || (reads === 'path-or-url' && !isUrl) || (reads === 'path-or-name' && /^[./]/.test(value));
  return isPath ? resolve(dirname(file.path), value) : value;
}
