import { z } from 'zod';
import { durationPattern, LIMIT_UNITS } from '../time/parse-duration.ts';

/* The words that schemas are made of. A custom message says what was expected. */

/** Text of any kind. */
export const text = z.string().min(1, 'some text');

/** Text that often looks like a number (`3007.10`). */
export const looseText = z.string().min(1, 'some text').meta({ reads: 'text' });

export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** A name that becomes part of an instance's name, of a file's, of a container's. */
export const nameText = z
  .string()
  .regex(NAME_PATTERN, 'a name of letters, digits, dots, dashes and underscores')
  .meta({ reads: 'text' });

/** A time limit. */
export const duration = z.string().regex(durationPattern(LIMIT_UNITS), 'a duration such as 90s, 30m or 1h');

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a sha256 of 64 hexadecimal digits');

/** A path relative to the file that names it; the reader makes it absolute. */
export const filePath = z.string().min(1, 'a path').meta({ reads: 'path' });

/** A URL as it is, or a path. */
export const pathOrUrl = z.string().min(1, 'a URL or a path').meta({ reads: 'path-or-url' });

/** A name as it is, or a path when it starts with `.` or `/`. */
export const pathOrName = z.string().min(1, 'a name or a path').meta({ reads: 'path-or-name' });

/** A key that must be there; every key of ours has a sentence for editors. */
export function need<T extends z.ZodType>(schema: T, description: string): T {
  return schema.describe(description);
}

/** An optional key. */
export function key<T extends z.ZodType>(schema: T, description: string): z.ZodOptional<T> {
  return schema.optional().describe(description);
}
