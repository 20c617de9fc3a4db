import { dirname, resolve } from 'node:path';
import { isMap, isScalar, isSeq } from 'yaml';
import type { Node, Scalar, YAMLMap } from 'yaml';
import type { $ZodType, $ZodTypes } from 'zod/v4/core';
import type { Problem } from '../place/place.ts';
import type { Json } from '../json/json.ts';
import { keyText, type YamlFile } from './read-yaml.ts';
import { listChildren, listVariants, wantsMap, wantsText } from './schema-lookup.ts';
import { filePath, pathOrName, pathOrUrl, saltValue } from './schema-words.ts';

/** Aliases may nest; what unfolds to more values than this is an attack or a mistake. */
const MOST_VALUES = 100_000;

interface Reading {
  readonly file: YamlFile;
  readonly problems: Problem[];
  count: number;
}

/**
 * The values of a file as JSON, read with the schema in hand: text is taken as it is written where text is wanted
 * (`3007.10` is no number), paths become absolute, a key with nothing behind it is an empty map where a map is wanted,
 * and Salt's data means what Salt would read. `x-…` keys of the top level are left out: they hold anchors.
 */
export function toValue(
  file: YamlFile,
  schema: $ZodType,
): { readonly value: Json; readonly problems: readonly Problem[] } {
  const reading: Reading = { file, problems: [], count: 0 };
  const value = file.root === undefined ? {} : readNode(file.root, listVariants(schema), reading, true);
  return { value, problems: reading.problems };
}

function readNode(node: unknown, variants: readonly $ZodTypes[], reading: Reading, isTop = false): Json {
  const target = reading.file.resolve(node);
  if (++reading.count > MOST_VALUES) {
    if (reading.count === MOST_VALUES + 1) complain(reading, node, 'too many values; its aliases unfold without end');
    return null;
  }
  if (target === undefined) return wantsMap(variants) ? {} : null;
  if (isMap(target)) return readMap(target, variants, reading, isTop);
  if (isSeq(target)) {
    const items = listChildren(variants, 0);
    const inner = items.length === 0 && isSaltValue(variants) ? variants : items;
    return target.items.map((item) => readNode(item, inner, reading));
  }
  return isScalar(target) ? readScalar(target, variants, reading.file) : null;
}

function readMap(map: YAMLMap, variants: readonly $ZodTypes[], reading: Reading, isTop: boolean): Json {
  const own: [string, Json][] = [];
  const merged: [string, Json][] = [];
  const seen = new Map<string, unknown>();
  for (const pair of map.items) {
    const name = keyText(pair.key);
    if (isTop && name.startsWith('x-')) continue;
    if (name === '<<') {
      merged.push(...readMerge(pair.value, variants, reading));
      continue;
    }
    if (seen.has(name)) {
      const first = reading.file.placeOfNode(seen.get(name));
      complain(reading, pair.key, `key '${name}' is there twice; first on line ${first.line}`);
      continue;
    }
    seen.set(name, pair.key);
    const inner = isSaltValue(variants) ? variants : listChildren(variants, name);
    own.push([
      hasPathKeys(variants) ? anchor(filePath, name, reading.file) : name,
      readNode(pair.value, inner, reading),
    ]);
  }
  return Object.fromEntries([...merged, ...own]);
}

/** `<<: *a` and `<<: [*a, *b]`, where the first wins. */
function readMerge(node: unknown, variants: readonly $ZodTypes[], reading: Reading): [string, Json][] {
  const target = reading.file.resolve(node);
  const sources = isSeq(target) ? target.items.map((item) => reading.file.resolve(item)).toReversed() : [target];
  return sources.flatMap((source: Node | undefined) => {
    if (isMap(source)) return Object.entries(readNode(source, variants, reading) ?? {}) as [string, Json][];
    complain(reading, node, "'<<' merges maps only");
    return [];
  });
}

function readScalar(scalar: Scalar, variants: readonly $ZodTypes[], file: YamlFile): Json {
  const { value } = scalar;
  const written = scalar.type === 'PLAIN' ? scalar.source : undefined;
  if (isSaltValue(variants)) return written === undefined ? toJson(value) : readSaltScalar(written, toJson(value));
  if (value === null && wantsMap(variants)) return {};
  const plain = typeof value === 'number' && written !== undefined && wantsText(variants) ? written : value;
  if (typeof plain !== 'string' || isLiteral(plain, variants)) return toJson(plain);
  return variants.reduce((done, variant) => anchor(variant, done, file), plain);
}

/** YAML 1.1 as Salt's loader has it, where it differs from 1.2 in what people write. */
function readSaltScalar(written: string, value: Json): Json {
  if (/^(yes|on)$/i.test(written)) return true;
  if (/^(no|off)$/i.test(written)) return false;
  if (/^0[0-7]+$/.test(written)) return Number.parseInt(written, 8);
  return value;
}

function toJson(value: unknown): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return value === undefined ? null : String(value);
}

function isSaltValue(variants: readonly $ZodTypes[]): boolean {
  return variants.some((variant) => variant === saltValue);
}

function isLiteral(value: string, variants: readonly $ZodTypes[]): boolean {
  return variants.some(({ _zod: { def } }) => def.type === 'literal' && def.values.includes(value));
}

function hasPathKeys(variants: readonly $ZodTypes[]): boolean {
  return variants.some(({ _zod: { def } }) => def.type === 'record' && def.keyType === filePath);
}

function anchor(schema: $ZodType, value: string, file: YamlFile): string {
  const isUrl = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) || /^[\w.@-]+:/.test(value);
  const isPath =
    schema === filePath || (schema === pathOrUrl && !isUrl) || (schema === pathOrName && /^[./]/.test(value));
  return isPath ? resolve(dirname(file.path), value) : value;
}

function complain(reading: Reading, node: unknown, message: string): void {
  reading.problems.push({ ...reading.file.placeOfNode(node), message });
}
