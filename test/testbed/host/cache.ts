import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Where the testbed keeps what took long to make: `$SALTERN_CACHE`, the XDG cache, or `~/.cache`. */
export function findCacheDirectory(environment: NodeJS.ProcessEnv): string {
  const xdg = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(environment['SALTERN_CACHE'] || join(xdg, 'saltern'), 'testbed');
}

/** A short key for content: the same parts give the same key. */
export function contentKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

/** A key over every file below a directory: names and bytes. */
export async function directoryKey(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.toSorted()) {
    hash
      .update(file.slice(directory.length))
      .update('\0')
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/**
 * Lets `fill` write into a fresh directory beside `target`, then renames it into place: nobody sees a half-made one.
 * When another process was faster, its directory stays.
 */
export async function makeDirectory(target: string, fill: (aside: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const aside = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    await fill(aside);
    await rename(aside, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Removes what a build that was killed left in a directory. The caller holds the lock, so nobody works on it. */
export async function removeAborted(directory: string): Promise<void> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.startsWith('.'));
  await Promise.all(names.map((name) => rm(join(directory, name), { recursive: true, force: true })));
}
