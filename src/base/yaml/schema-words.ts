import { z } from 'zod';
import type { Json } from '../json/json.ts';
import { durationPattern, LIMIT_UNITS } from '../time/parse-duration.ts';

/* The words that schemas are made of. A custom message says what was expected. */

/** Text of any kind. */
export const text = z.string().min(1, 'some text');

/** Text that often looks like a number (`3007.10`). */
export const looseText = z.string().min(1, 'some text').meta({ reads: 'text' });

/** A setting, into which variables of the environment are filled. */
export const settingText = z.string().min(1, 'some text').meta({ hasVariables: true });

/** A setting that often looks like a number. */
export const looseSetting = z.string().min(1, 'some text').meta({ reads: 'text', hasVariables: true });

export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A name that becomes part of an instance's name, of a file's, of a container's. */
export const nameText = nameString().meta({ reads: 'text' });

/** A time limit. */
export const duration = z.string().regex(durationPattern(LIMIT_UNITS), 'a duration such as 90s, 30m or 1h');

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 of 64 hexadecimal digits');

/** A path relative to the file that names it; the reader makes it absolute. */
export const filePath = z.string().min(1, 'a path').meta({ reads: 'path' });

/** A URL as it is, or a path. */
export const pathOrUrl = z.string().min(1, 'a URL or a path').meta({ reads: 'path-or-url' });

/** A name as it is, or a path when it starts with `.` or `/`. */
export const pathOrName = z.string().min(1, 'a name or a path').meta({ reads: 'path-or-name' });

/** What an editor shows of a key beside its sentence. */
export interface ForEditors {
  /** What people write there; maps are offered as snippets. Default none. */
  readonly examples?: readonly Json[];
  /** What counts where the key is left out. Default: nothing fixed. */
  readonly default?: Json;
}

/** A key that must be there; every key of ours has a sentence for editors. */
export function need<T extends z.ZodType>(schema: T, description: string, more: ForEditors = {}): T {
  return schema.meta({ ...more, description });
}

/** An optional key. */
export function key<T extends z.ZodType>(schema: T, description: string, more: ForEditors = {}): z.ZodOptional<T> {
  return schema.optional().meta({ ...more, description });
}

/** Text of which some is known: editors offer it, and take any other. `title`: what it is, in a word. */
export function knownText(title: string, known: readonly string[]): z.ZodString {
  return z.string().min(1, 'some text').meta({ reads: 'text', title, known });
}

/** A name of which some are known. */
export function knownName(title: string, known: readonly string[]): z.ZodString {
  return nameString().meta({ reads: 'text', title, known });
}

function nameString(): z.ZodString {
  return z.string().regex(NAME_PATTERN, 'a name of letters, digits, dots, dashes and underscores');
}
