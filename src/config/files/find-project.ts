import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import { SalternError } from '../../contract/errors.ts';

/** What a project file may be called; in each folder, the first one that is there counts. */
const PROJECT_FILES = ['saltern.yml'] as const;

/** Absolute path of the project file in the folder or the nearest one above. Throws `CONFIG_NOT_FOUND`. */
export async function findProject(cwd: string): Promise<string> {
  for (let folder = cwd; ; folder = dirname(folder)) {
    for (const path of PROJECT_FILES.map((name) => join(folder, name))) {
      if (await isThere(path)) return path;
    }
    if (folder !== dirname(folder)) continue;
    throw new SalternError('CONFIG_NOT_FOUND', `There is no 'saltern.yml' in '${cwd}' or above it`, {
      hint: 'Run `saltern init` in a formula directory to write one.',
    });
  }
}

/** One that cannot be read counts too: its words must not be those of another project further up. */
async function isThere(path: string): Promise<boolean> {
  const kind = await kindOf(path);
  if (kind !== undefined) return kind !== 'folder';
  return lstat(path).then(
    () => true,
    () => false,
  );
}
