import { lstat, readlink, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { targetFailed } from './target-failed.ts';

/** What a link leads to, as it is written; undefined where there is none. Throws `TARGET_FAILED` where something else is. */
export async function readLink(path: string, title: string): Promise<string | undefined> {
  try {
    if ((await lstat(path)).isSymbolicLink()) return await readlink(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  throw targetFailed(title, `has something else than a link at '${path}'`, {
    hint: 'It is not replaced unasked: look at what it is, and move it away.',
  });
}

/**
 * Gets ready to turn a link, or to take it away where it is to lead nowhere; what it gives does that in one step: whoever
 * reads the link finds what it led to before, or what it leads to now.
 */
export async function prepareTurn(path: string, leadsTo: string | undefined): Promise<() => Promise<void>> {
  if (leadsTo === undefined) return () => rm(path, { force: true });
  const aside = join(dirname(path), `.${basename(path)}.saltern-new`);
  await rm(aside, { force: true });
  await symlink(leadsTo, aside);
  return () => rename(aside, path);
}
