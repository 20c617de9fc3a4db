import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { hasCode } from '../../base/error/has-code.ts';
import { SalternError } from '../../contract/errors.ts';

/**
 * Writes a record aside and renames it, so that nobody ever reads half of it; its folder is made. Throws `NO_SPACE` for a
 * full disk, else `INTERNAL`.
 */
export async function writeRecord(file: string, record: unknown): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(record, undefined, 2)}\n`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const code = hasCode(cause, 'ENOSPC', 'EDQUOT') ? 'NO_SPACE' : 'INTERNAL';
    throw new SalternError(code, `'${file}' could not be written: ${why}`, { cause });
  }
}
