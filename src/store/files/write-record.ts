import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { printableJson } from '../../base/json/printable-json.ts';
import { wrapWriteTrouble } from '../../contract/write-trouble.ts';

/**
 * Writes a record to a temporary file and renames that, so that nobody ever reads half of it; makes the folder. Throws
 * `NO_SPACE` for a full disk, else `INTERNAL`.
 */
export async function writeRecord(file: string, record: unknown): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${printableJson(record, 2)}\n`);
  } catch (cause) {
    throw wrapWriteTrouble(file, cause);
  }
}
