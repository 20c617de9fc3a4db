import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';

/** Removes a folder whose subfolders are read-only, as snapshots are. Already gone = success. */
export async function removeTree(path: string): Promise<void> {
  await makeWritable(path);
  await rm(path, { recursive: true, force: true });
}

async function makeWritable(directory: string): Promise<void> {
  try {
    await chmod(directory, 0o755);
    const entries = await readdir(directory, { withFileTypes: true });
    for (const entry of entries) if (entry.isDirectory()) await makeWritable(join(directory, entry.name));
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return;
    throw error;
  }
}
