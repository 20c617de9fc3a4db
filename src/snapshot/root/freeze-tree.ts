import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';

/**
 * Forces a folder, those below it and its own files to disk, all side by side so that the disk is waited for once, and
 * makes the folders read-only. Files below it are on disk already.
 */
export async function freezeTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(directory, name));
  const folders = await listFolders(directory);
  await Promise.all([...files, ...folders].map(syncToDisk));
  for (const folder of folders) await chmod(folder, 0o555);
}

/** A folder after those in it. */
async function listFolders(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => listFolders(join(directory, name)));
  return [...(await Promise.all(below)).flat(), directory];
}
