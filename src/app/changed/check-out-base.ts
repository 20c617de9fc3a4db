import { cp, lstat, mkdir, mkdtemp, readdir, realpath, rm, rmdir, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expectGit, splitNul, type Git } from './run-git.ts';

/** The files of a commit, in a folder of their own. */
export interface BaseCheckout extends AsyncDisposable {
  /** Absolute, links followed. */
  readonly top: string;
}

/**
 * A commit's files in a temporary folder, which disposing removes; the repository, its index and its working tree stay as
 * they are. What git does not keep in it (submodules, and `ignored` paths) is as it is now. `git`: at the
 * top of the repository. Throws `GIT_FAILED`.
 */
export async function checkOutBase(
  git: Git,
  { top, commit, ignored }: { readonly top: string; readonly commit: string; readonly ignored: readonly string[] },
): Promise<BaseCheckout> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'saltern-base-')));
  const base: BaseCheckout = {
    top: join(folder, 'files'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
  try {
    const environment = { GIT_INDEX_FILE: join(folder, 'index') };
    const what = `write the files of ${commit.slice(0, 12)}`;
    await mkdir(base.top);
    expectGit(await git(['read-tree', commit], { environment }), what);
    expectGit(await git(['checkout-index', '--all', '--force', `--prefix=${base.top}/`], { environment }), what);
    const staged = splitNul(expectGit(await git(['ls-files', '--stage', '-z'], { environment }), what));
    const submodules = staged.flatMap((line) => /^160000 .*?\t(.*)$/s.exec(line)?.[1] ?? []);
    for (const path of [...submodules, ...ignored]) await fillIn(join(top, path), join(base.top, path));
    return base;
  } catch (error) {
    await base[Symbol.asyncDispose]();
    throw error;
  }
}

/** Where the commit has nothing, what is there now. */
async function fillIn(now: string, then: string): Promise<void> {
  const [there, found] = await Promise.all([lstat(then).catch(() => undefined), lstat(now).catch(() => undefined)]);
  if (found === undefined) return;
  if (there !== undefined) {
    if (!there.isDirectory() || (await readdir(then)).length > 0) return;
    await rmdir(then);
  }
  await mkdir(dirname(then), { recursive: true });
  await (found.isDirectory() ? symlink(now, then) : cp(now, then));
}
