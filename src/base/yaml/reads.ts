import { globalRegistry, type $ZodType } from 'zod/v4/core';
import type { Json } from '../json/json.ts';

/** A scalar of a file, before it is given a meaning. */
export interface WrittenScalar {
  /** As it is written; for a quoted one, what stands between the quotes, escapes undone. */
  readonly text: string;
  /** Neither quoted nor a block: only then may it be anything other than text. */
  readonly isPlain: boolean;
  /** The tag where one is written, such as `tag:yaml.org,2002:str`; undefined: none. */
  readonly tag: string | undefined;
}

/** What a scalar or key means, or why it has no meaning: a sentence without its place. */
export type Meaning<T> = { readonly value: T } | { readonly trouble: string };

/** Reads data that is meant for another program, as that program would read it. */
export interface DataReader {
  readScalar(scalar: WrittenScalar): Meaning<Json>;
  /** A key of a map, which is text here. */
  readKey(scalar: WrittenScalar): Meaning<string>;
}

/**
 * How the value under a schema is read, set with `.meta({ reads })`, which a later `.describe` keeps. `text`: makes no
 * difference to the reader (wherever text is wanted, it is taken as it is written), but editors must accept what looks
 * like a number. `path`: relative to the file, made absolute. `path-or-url`: the same unless it is a URL.
 * `path-or-name`: the same if it starts with `.` or `/`. A `DataReader` reads everything below. For the keys of a
 * record, it is set on their schema.
 */
export type Reads = 'text' | 'path' | 'path-or-url' | 'path-or-name' | DataReader;

const WORDS: readonly unknown[] = ['text', 'path', 'path-or-url', 'path-or-name'] satisfies readonly Reads[];

/** What the schema says about how it is read. */
export function readsOf(schema: $ZodType): Reads | undefined {
  const reads: unknown = globalRegistry.get(schema)?.['reads'];
  return isReads(reads) ? reads : undefined;
}

function isReads(value: unknown): value is Reads {
  return WORDS.includes(value) || (typeof value === 'object' && value !== null && 'readScalar' in value);
}

/**
 * Whether variables of the environment are filled in: in paths, and where the schema says so with
 * `.meta({ hasVariables: true })`. Nowhere else, for shell lines and data for other programs have their own `${…}`.
 */
export function hasVariables(schema: $ZodType): boolean {
  const reads = readsOf(schema);
  const isPath = typeof reads === 'string' && reads !== 'text';
  return isPath || globalRegistry.get(schema)?.['hasVariables'] === true;
}
