import { globalRegistry, type $ZodType } from 'zod/v4/core';
import type { Json } from '../json/json.ts';

/** A scalar of a file, before anybody says what it means. */
export interface WrittenScalar {
  /** As it is written; of a quoted one what stands between the quotes, escapes undone. */
  readonly text: string;
  /** Neither quoted nor a block: only then may it be something else than text. */
  readonly isPlain: boolean;
  /** Written out, such as `tag:yaml.org,2002:str`; undefined: none. */
  readonly tag: string | undefined;
}

/** What something means to somebody else, or why it cannot be taken: a sentence without its place. */
export type Meaning<T> = { readonly value: T } | { readonly trouble: string };

/** Reads data that is meant for another program, as that program would read it. */
export interface DataReader {
  readScalar(scalar: WrittenScalar): Meaning<Json>;
  /** A key of a map, which is text here. */
  readKey(scalar: WrittenScalar): Meaning<string>;
}

/**
 * How the reader takes what is written where a schema stands, said with `.meta({ reads })`, which outlives `.describe`.
 * `text`: nothing to the reader (text is taken as it is written wherever text is wanted), but editors must accept what
 * looks like a number. `path`: relative to the file, made absolute. `path-or-url`, `path-or-name`: the same unless it is
 * a URL, or unless it starts with neither `.` nor `/`. A `DataReader`: all that is written below is its to read. On the
 * keys of a record it is said of their schema.
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
