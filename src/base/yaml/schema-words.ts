import { z } from 'zod';
import { durationPattern, LIMIT_UNITS } from '../time/parse-duration.ts';

/*
 * The words that schemas are made of. The reader knows some of them by identity (see `toValue`), so they are described
 * where they are used, never here: `describe` makes a copy. A custom message says what was expected.
 */

/** Text of any kind. */
export const text = z.string().min(1, 'some text');

/** Text that often looks like a number (`3007.10`); editors must accept it without quotes. */
export const looseText = z.string().min(1, 'some text').meta({ loose: true });

export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A name that becomes part of an instance's name, of a file's, of a container's. */
export const nameText = z
  .string()
  .regex(NAME_PATTERN, 'a name of letters, digits, dots, dashes and underscores')
  .meta({ loose: true });

export const duration = z.string().regex(durationPattern(LIMIT_UNITS), 'a duration such as 90s, 30m or 1h');

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 of 64 hexadecimal digits');

/** A path relative to the file that names it; the reader makes it absolute. */
export const filePath = z.string().min(1, 'a path');

/** A URL as it is, or a path. */
export const pathOrUrl = z.string().min(1, 'a URL or a path');

/** A name as it is, or a path when it starts with `.` or `/`. */
export const pathOrName = z.string().min(1, 'a name or a path');

/** A value that means what it would mean in a file that Salt reads (YAML 1.1: `yes` is true, `0644` is octal). */
export const saltValue = z.unknown();

/** A key that must be there. `readonly` wraps, so that the word itself stays what it is. */
export function need<T extends z.ZodType>(schema: T, description: string): z.ZodReadonly<T> {
  return schema.readonly().describe(description);
}

/** An optional key; every key of ours has a sentence for editors. */
export function key<T extends z.ZodType>(schema: T, description: string): z.ZodOptional<T> {
  return schema.optional().describe(description);
}
