import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { describeFileKind } from '../../base/files/open-regular.ts';
import { readFolder } from '../../base/files/read-folder.ts';
import { runFolder } from '../../contract/project-folders.ts';

/** How many levels of folders are looked into below what was named: artefacts of several jobs, each with its `.saltern`. */
const LEVELS = 2;

/**
 * Folders of runs in what was named: itself, the newest run of a `.saltern`, of one in it, or those of the folders in it. No
 * links are followed: what they lead to is nobody's artefact. None: there is no run. Throws an `Error` of one line for
 * what cannot be looked into.
 */
export async function findRunFolders(directory: string, levels = LEVELS): Promise<readonly string[]> {
  const names = await listFolder(directory);
  if (names.includes('run.json')) return [directory];
  if (names.includes('runs')) return await findNewest(join(directory, 'runs'));
  if (names.includes('.saltern')) return await findRunFolders(join(directory, '.saltern'), 0);
  if (levels === 0) return [];
  const found = await Promise.all(
    names.map(async (name) => {
      const inner = join(directory, name);
      return (await lstat(inner)).isDirectory() ? await findRunFolders(inner, levels - 1) : [];
    }),
  );
  return found.flat();
}

/** Only the newest: an older one is of another day, and must not stand in for a shard that is missing today. */
async function findNewest(runs: string): Promise<readonly string[]> {
  const names = await listFolder(runs);
  const newest = names.at(-1);
  return newest === undefined ? [] : [runFolder(join(runs, newest)).directory];
}

async function listFolder(path: string): Promise<readonly string[]> {
  try {
    const found = await lstat(path);
    if (!found.isDirectory()) throw new Error(`'${path}' is ${describeFileKind(found)}, not a folder`);
    return await readFolder(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw new Error(`'${path}' is not there`, { cause: error });
    throw error;
  }
}
