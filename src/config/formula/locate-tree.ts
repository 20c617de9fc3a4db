import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TreeSource } from '../../contract/plan.ts';

/**
 * The part of a formula repository that goes into the file root: the folder of the formula's name, or the repository
 * itself if it holds sls files. Undefined when there is neither.
 */
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
