import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { TarEntry } from '../../src/base/tar/pack-tar.ts';

/** A file, or a folder and all that is in it, as tar entries below `name`; sorted, so that a tree always gives the same stream. */
export async function listTree(path: string, name: string): Promise<readonly TarEntry[]> {
  const state = await lstat(path);
  const mode = state.mode & 0o7777;
  if (state.isSymbolicLink()) return [{ kind: 'symlink', path: name, target: await readlink(path) }];
  if (state.isFile()) return [{ kind: 'host-file', path: name, source: path, mode }];
  if (!state.isDirectory()) return [];
  const names = (await readdir(path)).sort();
  const below = await Promise.all(names.map((one) => listTree(join(path, one), `${name}/${one}`)));
  return [{ kind: 'directory', path: name, mode }, ...below.flat()];
}
