import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { wrapWriteTrouble } from '../contract/write-trouble.ts';

/**
 * Writes a temporary file and renames it, so nobody reads half of it; makes the folder. Throws `NO_SPACE`, `INTERNAL`.
 */
export async function writeReport(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, text);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}

/** Removes a report that is no longer true; one that is gone is as it should be. Throws what `writeReport` throws. */
export async function removeReport(file: string): Promise<void> {
  try {
    await rm(file, { force: true });
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}
