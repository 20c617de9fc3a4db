import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { printableJson } from '../../base/json/printable-json.ts';
import { writeRoot } from './write-root.ts';

/** Puts JSON into a file of the root, in place of what was there; on disk when it returns. Throws `SNAPSHOT_SOURCE`, `NO_SPACE`. */
export async function putFile(root: string, file: string, value: unknown): Promise<void> {
  await writeRoot(root, `'${file}' cannot be written`, async () => {
    const folder = dirname(file);
    await mkdir(folder, { recursive: true });
    const aside = join(folder, `.${basename(file)}.${crypto.randomUUID().slice(0, 8)}`);
    await writeFile(aside, `${printableJson(value, 2)}\n`);
    await syncToDisk(aside);
    await rename(aside, file);
    await syncToDisk(folder);
  });
}
