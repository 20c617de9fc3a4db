import { join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { TreeSource } from '../../contract/plan.ts';
import { readFormulaFolder } from './read-formula-folder.ts';

/** A whole state tree. Undefined when there is no such folder. */
export async function locateFileRoot(root: string, name: string): Promise<TreeSource | undefined> {
  return (await kindOf(root)) === 'folder' ? { name, path: root, root, isFileRoot: true } : undefined;
}

/**
 * The part of a formula repository that goes into the file root: the folder of the formula’s name, or the repository
 * itself if it holds sls files. Undefined when there is neither. Throws `FORMULA_NOT_FOUND` when it cannot be read.
 */
export async function locateTree(root: string, name: string): Promise<TreeSource | undefined> {
  const folder = join(root, name);
  if ((await kindOf(folder)) === 'folder') return { name, path: folder, root };
  const names = await readFormulaFolder(root);
  return names.some((one) => one.endsWith('.sls')) ? { name, path: root, root } : undefined;
}
