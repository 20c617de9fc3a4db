import { chmod, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';

/**
 * Forces a folder, those below it and its own files to disk, all side by side so that the disk is waited for once, and
 * makes the folders read-only. `holding`: paths of the folders below it that hold files, which are on disk already; to
 * look for them is to read the names of all those files.
 */
export async function freezeTree(directory: string, holding: Iterable<string>): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
  const folders = withThoseBetween(directory, holding);
  await Promise.all([...files, ...folders].map(syncToDisk));
  for (const folder of folders) await chmod(folder, 0o555);
}

/** A folder after those in it, which have longer paths. */
function withThoseBetween(directory: string, holding: Iterable<string>): readonly string[] {
  const folders = new Set([directory]);
  for (const path of holding) {
    for (let folder = path; !folders.has(folder); folder = dirname(folder)) folders.add(folder);
  }
  return [...folders].sort((a, b) => b.length - a.length);
}
