import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';

/**
 * Name of the formula in a folder: the folder's own without `-formula`. When it holds no folder of that name (a CI
 * checkout may be called anything): the name of the only folder in it with an `init.sls`, if there is one.
 */
export async function guessName(root: string): Promise<string> {
  const name = dropSuffix(basename(root));
  if ((await kindOf(join(root, name))) === 'folder') return name;
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const kinds = await Promise.all(folders.map((entry) => kindOf(join(root, entry.name, 'init.sls'))));
  const formulas = folders.filter((_, index) => kinds[index] === 'file');
  return formulas.length === 1 ? (formulas[0]?.name ?? name) : name;
}

/** `https://host/group/sshd-formula.git` is `sshd`. */
export function nameOfUrl(url: string): string {
  const path = url.replace(/\/+$/, '').replace(/\.git$/, '');
  return dropSuffix(path.split(/[/:]/).at(-1) ?? url);
}

function dropSuffix(name: string): string {
  return name.replace(/-formula$/, '');
}
