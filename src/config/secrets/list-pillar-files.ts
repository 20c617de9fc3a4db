import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PillarPlan } from '../../contract/plan.ts';

/** Names below the pillar root, and where the files are; of two with one name that which Salt gets. */
export async function listPillarFiles({ directories, files }: PillarPlan): Promise<ReadonlyMap<string, string>> {
  const inFolders = await Promise.all(
    directories.map(async (folder) => {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
      const paths = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
      return paths.map((path) => [relative(folder, path), path] as const);
    }),
  );
  return new Map([...inFolders.flat(), ...Object.entries(files)]);
}
