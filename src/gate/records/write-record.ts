import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { stringify } from 'yaml';
import { hasCode } from '../../base/error/has-code.ts';
import { isDiskFull } from '../../base/files/disk-full.ts';
import { SalternError } from '../../contract/errors.ts';
import { RECORD_FOLDERS, withArticle, type RecordKind, type Written } from './record-schemas.ts';

/** A record that is to be written. */
export interface NewRecord<K extends RecordKind> {
  readonly kind: K;
  /** Absolute folder of all records. */
  readonly folder: string;
  readonly name: string;
  readonly written: Written<K>;
  /** What its path is shown relative to. */
  readonly cwd: string;
}

/** A record as it was written. */
export interface WrittenRecord {
  /** As the user would type it. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes a record as a file of its own, never over another. Throws `USAGE` where there is one of that name, or the folder
 * cannot be written, `NO_SPACE`.
 */
export async function writeRecord<K extends RecordKind>(record: NewRecord<K>): Promise<WrittenRecord> {
  const { kind, folder, name, written, cwd } = record;
  const path = join(folder, RECORD_FOLDERS[kind], `${name}.yml`);
  const file = relative(cwd, path) || path;
  const text = stringify(written, { lineWidth: 0 });
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw refuse({ kind, name, file }, error);
  }
  return { file, text };
}

function refuse(
  { kind, name, file }: { readonly kind: RecordKind; readonly name: string; readonly file: string },
  cause: unknown,
): SalternError {
  if (hasCode(cause, 'EEXIST'))
    return new SalternError('USAGE', `There is ${withArticle(kind)} '${name}' already, in '${file}'`, {
      hint: 'Look at it first; remove it, or give the new one another name with --name.',
      cause,
    });
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SalternError(isDiskFull(cause) ? 'NO_SPACE' : 'USAGE', `'${file}' cannot be written: ${why}`, { cause });
}
