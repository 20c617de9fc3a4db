import { chmod, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';

/** Makes a folder and those below it read-only and forces them to disk, deepest first. Files in it already are. */
export async function freezeTree(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true });
  for (const entry of entries) if (entry.isDirectory()) await freezeTree(join(directory, entry.name));
  await syncToDisk(directory);
  await chmod(directory, 0o555);
}
