import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import type { $ZodType } from 'zod/v4/core';
import type { Json } from '../json/json.ts';
import type { Problem } from '../place/place.ts';
import { fillVariables, type Variables } from './fill-variables.ts';
import { keyText } from './follow-path.ts';
import type { YamlFile } from './read-yaml.ts';
import { startOfMap } from './slice-text.ts';
import { readKey, readScalar, readsOfKeys, want, type Fill, type Wanted } from './read-scalar.ts';
import type { Meaning } from './reads.ts';
import { fitVariants, listChildren, listVariants, wantsMap } from './schema-lookup.ts';

/** Aliases may nest; what unfolds to more values than this is an attack or a mistake. */
const MOST_VALUES = 100_000;

/** Of one kind of mistake, few are worth reading, and comparing thousands with each other takes its time. */
const MOST_PROBLEMS = 100;

interface Reading {
  readonly file: YamlFile;
  readonly problems: Problem[];
  /** From where to where there is data for another program's reader. */
  readonly data: (readonly [from: number, to: number])[];
  /** Undefined: `${…}` is text like any other. */
  readonly variables: Variables | undefined;
  /** Variables that were filled in, by the node. */
  readonly filled: Map<Node, readonly string[]>;
  count: number;
}

/**
 * The values of a file as JSON, read with the schema in hand: text is taken as it is written where text is wanted
 * (`3007.10` is no number), paths become absolute, a key with nothing after it is an empty map where a map is wanted,
 * and data for other programs means what it means to them. `x-…` keys of the top level are left out: they hold anchors.
 */
export function toValue(
  file: YamlFile,
  schema: $ZodType,
  variables?: Variables,
): {
  readonly value: Json;
  readonly problems: readonly Problem[];
  /** Whether what stands there is data for another program. */
  isData(offset: number): boolean;
  /** Variables of the environment that were filled in, by the node. */
  readonly filled: ReadonlyMap<Node, readonly string[]>;
} {
  const reading: Reading = { file, problems: [], data: [], variables, filled: new Map(), count: 0 };
  const value = file.root === undefined ? {} : readNode(file.root, want(listVariants(schema)), reading, true);
  const isData = (offset: number): boolean => reading.data.some(([from, to]) => offset >= from && offset < to);
  return { value, problems: reading.problems, isData, filled: reading.filled };
}

function readNode(node: unknown, wanted: Wanted, reading: Reading, isTop = false): Json {
  const target = reading.file.resolve(node);
  if (++reading.count > MOST_VALUES) {
    if (reading.count === MOST_VALUES + 1)
      complain(reading, node, 'too many values: the aliases of this file unfold without end');
    return null;
  }
  if (target === undefined && isAlias(node))
    complain(
      reading,
      node,
      `there is no anchor '${node.source}' above it; if it is text, it needs quotes: '*${node.source}'`,
    );
  if (target === undefined) return wantsMap(wanted.variants) ? {} : null;
  if (isMap(target)) return readMap(target, wanted, reading, isTop);
  if (isSeq(target)) {
    const inner = want(listChildren(wanted.variants, 0), wanted.data);
    return target.items.map((item) => readNode(item, inner, reading));
  }
  return isScalar(target)
    ? (take(readScalar(target, wanted, reading.file, fillFor(target, reading)), target, reading) ?? null)
    : null;
}

function readMap(map: YAMLMap, all: Wanted, reading: Reading, isTop: boolean): Json {
  const keys = map.items.map(({ key }) => keyText(key));
  const wanted = keys.includes('<<') ? all : { ...all, variants: fitVariants(all.variants, keys) };
  const own: [string, Json][] = [];
  const merged: [string, Json][] = [];
  const seen = new Map<string, unknown>();
  const reads = wanted.data ?? readsOfKeys(wanted.variants);
  const isData = typeof reads === 'object';
  if (isData) reading.data.push([startOfMap(map), map.range?.[1] ?? 0]);
  for (const pair of map.items) {
    const name = keyText(pair.key);
    if (isTop && name.startsWith('x-')) continue;
    if (name === '<<' && !(isData && isQuoted(pair.key))) {
      merged.push(...readMerge(pair.value, wanted, reading));
      continue;
    }
    // To another program, what is quoted may be another key.
    const id = isData && isQuoted(pair.key) ? `'${name}'` : name;
    if (seen.has(id)) {
      const first = reading.file.placeOfNode(seen.get(id));
      complain(reading, pair.key, `key '${name}' is there twice; first on line ${first.line}`);
      continue;
    }
    seen.set(id, pair.key);
    const inner = want(listChildren(wanted.variants, name), wanted.data);
    const key = take(readKey(pair.key, reads, reading.file, fillFor(pair.key, reading)), pair.key, reading) ?? name;
    own.push([key, readNode(pair.value, inner, reading)]);
  }
  return Object.fromEntries([...merged, ...own]);
}

function isQuoted(key: unknown): boolean {
  return isScalar(key) && key.type !== 'PLAIN';
}

/** `<<: *a` and `<<: [*a, *b]`, where the first wins. */
function readMerge(node: unknown, wanted: Wanted, reading: Reading): [string, Json][] {
  const target = reading.file.resolve(node);
  const sources = isSeq(target) ? target.items.map((item) => reading.file.resolve(item)).toReversed() : [target];
  return sources.flatMap((source: Node | undefined) => {
    if (isMap(source)) return Object.entries(readNode(source, wanted, reading) ?? {}) as [string, Json][];
    complain(reading, node, "'<<' merges maps only");
    return [];
  });
}

function take<T>(meaning: Meaning<T>, node: unknown, reading: Reading): T | undefined {
  if ('value' in meaning) return meaning.value;
  complain(reading, node, meaning.trouble);
  return undefined;
}

/** Fills variables into the text of a node; what stands in the way is complained about where it is written. */
function fillFor(node: unknown, { file, variables, filled, problems }: Reading): Fill {
  return (text) => {
    if (variables === undefined || !isScalar(node)) return text;
    const done = fillVariables(text, variables);
    if ('value' in done) {
      if (done.names.length > 0) filled.set(node, done.names);
      return done.value;
    }
    const { line, column, ...place } = file.placeOfNode(node);
    // In a text of several lines, the place of its start must do.
    const isOneLine =
      node.source !== undefined && node.range != null && !file.text.slice(node.range[0], node.range[1]).includes('\n');
    const further = isOneLine ? done.offset + Number(isQuoted(node)) : 0;
    if (problems.length < MOST_PROBLEMS)
      problems.push({ ...place, line, column: column + further, message: done.trouble });
    return text;
  };
}

/** Says each thing once: an alias leads to the same node again. */
function complain(reading: Reading, node: unknown, message: string): void {
  if (reading.problems.length >= MOST_PROBLEMS) return;
  const problem = { ...reading.file.placeOfNode(node), message };
  const isKnown = reading.problems.some(
    (known) => known.line === problem.line && known.column === problem.column && known.message === message,
  );
  if (!isKnown) reading.problems.push(problem);
}
