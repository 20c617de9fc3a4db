import { lstat, readdir } from 'node:fs/promises';
import { hasCode } from '../error/has-code.ts';

/**
 * Names in a folder, sorted; none when there is no such folder. Whatever else stands in the way is thrown as Node gives
 * it (`EACCES`, `ENOTDIR`, `EIO`, …; `ENOENT` for a link that leads nowhere): what cannot be read is not empty.
 */
export async function readFolder(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    if (hasCode(error, 'ENOENT') && !(await isLink(path))) return [];
    throw error;
  }
}

function isLink(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
}
