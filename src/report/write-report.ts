import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { isDiskFull } from '../base/files/disk-full.ts';
import { SalternError } from '../contract/errors.ts';

/** `NO_SPACE` for a full disk, else `INTERNAL`. */
export function wrapWriteTrouble(file: string, cause: unknown): SalternError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SalternError(
    isDiskFull(cause) ? 'NO_SPACE' : 'INTERNAL',
    `the report '${file}' could not be written: ${why}`,
    {
      cause,
    },
  );
}

/** Writes a file aside and renames it, so nobody ever reads half of it; its folder is made. */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}
