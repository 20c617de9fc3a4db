import { rename } from 'node:fs/promises';
import { hasCode } from '../../base/error/has-code.ts';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';
import { parseJson } from '../../base/json/parse-json.ts';
import { writeReport } from '../write-report.ts';
import { NOTHING_TOLD, toldSchema, type Told } from './news.ts';

/** What was told, and whether that was readable. */
export interface ReadTold {
  readonly told: Told;
  /** Why it is not known what was told, in words. Default: it is known. */
  readonly trouble?: string;
}

/**
 * What people know. A file that is not there: nothing was ever told. One that cannot be read or is no such file: the same,
 * with the reason; `isKept` puts it aside as `told.json.damaged` first.
 */
export async function readTold(file: string, { isKept }: { readonly isKept: boolean }): Promise<ReadTold> {
  const read = await readWhole(file);
  if (read.trouble !== undefined && isKept) await rename(file, `${file}.damaged`).catch(() => undefined);
  return read;
}

async function readWhole(file: string): Promise<ReadTold> {
  try {
    const { success, data } = toldSchema.safeParse(parseJson(await readText(file, MOST_BYTES.record)));
    return success ? { told: data } : { told: NOTHING_TOLD, trouble: `'${file}' is damaged` };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { told: NOTHING_TOLD };
    return { told: NOTHING_TOLD, trouble: `'${file}' cannot be read: ${reasonOf(error)}` };
  }
}

/** Written aside and renamed. Throws what `writeReport` throws. */
export async function writeTold(file: string, told: Told): Promise<void> {
  await writeReport(file, `${JSON.stringify(told, undefined, 1)}\n`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
