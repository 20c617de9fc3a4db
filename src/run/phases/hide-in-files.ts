import { readFile, rm, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Masker } from '../../base/secret/masker.ts';

/** Nothing can be hidden in these. */
const PICTURES = ['.png', '.ppm'];

/**
 * Rewrites what was copied out of an instance without what is secret, and removes pictures, where anything is; gives the
 * paths of what is left. What cannot be rewritten is removed too.
 */
export async function hideInFiles(paths: readonly string[], secrets: Masker): Promise<readonly string[]> {
  if (secrets.isIdle) return paths;
  const kept = await Promise.all(paths.map(async (path) => ((await hideInFile(path, secrets)) ? [path] : [])));
  return kept.flat();
}

async function hideInFile(path: string, secrets: Masker): Promise<boolean> {
  try {
    if (PICTURES.includes(extname(path))) throw new Error('a picture');
    await writeFile(path, secrets.text(await readFile(path, 'utf8')));
    return true;
  } catch {
    await rm(path, { force: true });
    return false;
  }
}
