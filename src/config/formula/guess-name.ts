import { basename, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { readFormulaFolder } from './read-formula-folder.ts';

/**
 * Name of the formula in a folder: the folder’s own without `-formula`. When it holds no folder of that name (a CI
 * checkout may be called anything): the name of the only folder in it with an `init.sls`, if there is one. Throws
 * `FORMULA_NOT_FOUND` when it cannot be read.
 */
export async function guessName(root: string): Promise<string> {
  const name = dropSuffix(basename(root));
  if ((await kindOf(join(root, name))) === 'folder') return name;
  const names = (await readFormulaFolder(root)).filter((one) => !one.startsWith('.'));
  const kinds = await Promise.all(names.map((one) => kindOf(join(root, one, 'init.sls'))));
  const [only, ...others] = names.filter((_, index) => kinds[index] === 'file');
  return only !== undefined && others.length === 0 ? only : name;
}

/** Name of a state tree: it holds formulas, and is called after none of them. */
export function nameOfTree(root: string): string {
  return dropSuffix(basename(root));
}

/** `https://host/group/sshd-formula.git` is `sshd`. */
export function nameOfUrl(url: string): string {
  const path = url.replace(/\/+$/, '').replace(/\.git$/, '');
  return dropSuffix(path.split(/[/:]/).at(-1) ?? url);
}

function dropSuffix(name: string): string {
  return name.replace(/-formula$/, '');
}
