import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { printableJson } from '../../base/json/printable-json.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';

/** Writes a record as JSON; see `writeText`. */
export function writeRecord(file: string, record: unknown): Promise<void> {
  return writeText(file, `${printableJson(record, 2)}\n`);
}

/**
 * Writes to a temporary file and renames that, so that nobody ever reads half of it; makes the folder. Throws `NO_SPACE`
 * for a full disk, else `INTERNAL`.
 */
export async function writeText(file: string, text: string): Promise<void> {
  await makeFolder(dirname(file));
  try {
    await writeFileAtomic(file, text);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}

/** Makes a folder and those above it. Throws what `writeText` throws. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw wrapWriteTrouble(folder, cause);
  }
}
