import { lstatSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Hidden files that belong to a repository; all other hidden ones are what copying tools leave behind. */
const HIDDEN: ReadonlySet<string> = new Set(['.treeinfo', '.discinfo', '.composeinfo']);

/**
 * Files of a mirror that no metadata names and clients may still ask for: signing keys, tree information, the
 * signature of repomd.xml. RPMs are left out, whatever has such a name: one that no metadata names cannot be verified, and
 * is likely a download under way or what an old night left. So is metadata that repomd.xml does not name. Links are not
 * followed.
 */
export async function listOtherFiles(mirror: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // Names alone: of ten thousand nearly all are RPMs, and what kind of file each is takes as long as to name them.
    for (const name of await readdir(join(mirror, folder))) {
      if (name.endsWith('.rpm') || (name.startsWith('.') && !HIDDEN.has(name))) continue;
      const path = folder === '' ? name : `${folder}/${name}`;
      const stats = lstatSync(join(mirror, path), { throwIfNoEntry: false });
      if (stats?.isDirectory() === true) folders.push(path);
      else if (stats?.isFile() === true && isWanted(folder, name)) found.push(path);
    }
  }
  return found.sort();
}

function isWanted(folder: string, name: string): boolean {
  return folder !== 'repodata' || name.startsWith('repomd.xml.');
}
