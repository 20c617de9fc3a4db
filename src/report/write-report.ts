import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { SalternError } from '../contract/errors.ts';

/** Writes a file aside and renames it, so nobody ever reads half of it; its folder is made. Throws `NO_SPACE`, `INTERNAL`. */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}

/** What kept a report from being written, with its path: `NO_SPACE` for a full disk, else `INTERNAL`. */
export function wrapWriteTrouble(file: string, cause: unknown): SalternError {
  if (cause instanceof SalternError) return cause;
  const isFull = cause instanceof Error && 'code' in cause && (cause.code === 'ENOSPC' || cause.code === 'EDQUOT');
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SalternError(isFull ? 'NO_SPACE' : 'INTERNAL', `The report '${file}' could not be written: ${why}`, {
    hint: isFull
      ? 'Free some space there, or put reports elsewhere with `reports: { directory: … }`.'
      : 'See that it can be written there, or put reports elsewhere with `reports: { directory: … }`.',
    cause,
  });
}
