import { basename, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { guessName } from '../formula/guess-name.ts';
import { readFormulaFolder } from '../formula/read-formula-folder.ts';

/** Where formulas lie side by side. */
const SHELVES = ['.', 'formulas', 'salt-formulas'];

/**
 * Formulas in folders of a repository, as relative paths: `ssh-formula` that holds `ssh/init.sls`, `formulas/ssh`. Throws
 * `FORMULA_NOT_FOUND` when a folder cannot be read.
 */
export async function findFormulas(root: string): Promise<readonly string[]> {
  const found = await Promise.all(SHELVES.map((shelf) => findOnShelf(root, shelf)));
  return found.flat();
}

async function findOnShelf(root: string, shelf: string): Promise<readonly string[]> {
  if ((await kindOf(join(root, shelf))) !== 'folder') return [];
  const names = (await readFormulaFolder(join(root, shelf))).filter((name) => /^\w/.test(name));
  const are = await Promise.all(names.map((name) => isFormula(join(root, shelf, name), shelf !== '.')));
  return names.filter((_, index) => are[index]).map((name) => join(shelf, name));
}

/** On a shelf of formulas, a folder of states is one too; anywhere else it is part of a state tree. */
async function isFormula(folder: string, isOnShelf: boolean): Promise<boolean> {
  if ((await kindOf(folder)) !== 'folder') return false;
  if ((await kindOf(join(folder, 'FORMULA'))) === 'file') return true;
  const name = await guessName(folder);
  const isNamed = isOnShelf || folder.endsWith('-formula') || name === basename(folder);
  if (isNamed && (await kindOf(join(folder, name, 'init.sls'))) === 'file') return true;
  return isOnShelf && (await kindOf(join(folder, 'init.sls'))) === 'file';
}
