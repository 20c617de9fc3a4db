import { open } from 'node:fs/promises';

/** fsync of a file or folder. */
export async function syncToDisk(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}
