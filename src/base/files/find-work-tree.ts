import { dirname, join } from 'node:path';
import { kindOf } from './kind-of.ts';

/** The folder at or above this one that git knows; undefined: none. In a worktree and a submodule, `.git` is a file. */
export async function findWorkTree(folder: string): Promise<string | undefined> {
  for (let here = folder; ; here = dirname(here)) {
    if ((await kindOf(join(here, '.git'))) !== undefined) return here;
    if (here === dirname(here)) return undefined;
  }
}
