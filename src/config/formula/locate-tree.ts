import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeSource } from '../../contract/plan.ts';

/** What of a formula repository goes into the file root: the folder of the formula's name, or the repository's own sls files. */
export async function locateTree(root: string, name: string): Promise<TreeSource | undefined> {
  const folder = join(root, name);
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return { name, path: folder, root };
  const entries = await readdir(root).catch(() => []);
  return entries.some((entry) => entry.endsWith('.sls')) ? { name, path: root, root } : undefined;
}
