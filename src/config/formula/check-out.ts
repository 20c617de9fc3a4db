import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { pathExists } from '../../base/files/path-exists.ts';
import { closeAfterSilence } from '../../base/process/close-after-silence.ts';
import { SalternError } from '../../contract/errors.ts';

export interface GitContext {
  /** Absolute folder that projects share; made on demand. */
  readonly cacheDirectory: string;
  readonly signal: AbortSignal;
  progress(text: string): void;
}

interface GitSource {
  readonly url: string;
  readonly ref: string | undefined;
}

export interface CheckOut {
  /** Absolute folder with the commit's files and nothing of git's. */
  readonly directory: string;
  readonly commit: string;
}

/** The files of a git ref, in `folder` of the cache. Throws `GIT_FAILED`, and the signal's reason. */
export async function checkOut(source: GitSource, folder: string, context: GitContext): Promise<CheckOut> {
  refuseOptions(source);
  const repository = join(folder, 'repository.git');
  const commit = await resolveCommit(source, repository, context);
  const directory = join(folder, commit);
  if (await pathExists(directory)) return { directory, commit };
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  try {
    const index = { GIT_INDEX_FILE: join(repository, `index.${process.pid}`) };
    const argv = [`--git-dir=${repository}`, `--work-tree=${unfinished}`, 'checkout', '--force', commit, '--', '.'];
    await git(argv, { source, context, environment: index }).finally(() => rm(index.GIT_INDEX_FILE, { force: true }));
    await moveInto(unfinished, directory);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return { directory, commit };
}

/** A full commit id that the cache holds needs no network; for anything else the repository is asked first. */
async function resolveCommit(source: GitSource, repository: string, context: GitContext): Promise<string> {
  const lookUp = () => revParse(repository, source.ref ?? 'HEAD', context);
  const isCached = await pathExists(repository);
  const known = isCached ? await lookUp() : undefined;
  if (known !== undefined && known === source.ref) return known;
  context.progress(`fetching ${source.url}`);
  if (!isCached) await clone(source, repository, context);
  else {
    try {
      // A mirror clone fetches `+refs/*:refs/*`.
      await git([`--git-dir=${repository}`, 'fetch', '--quiet', '--prune', '--force', 'origin'], { source, context });
    } catch (error) {
      if (context.signal.aborted || known === undefined) throw error;
      context.progress(`${source.url} does not answer: using ${known.slice(0, 12)} from the cache`);
      return known;
    }
  }
  const commit = await lookUp();
  if (commit !== undefined) return commit;
  throw new SalternError('GIT_FAILED', `'${source.url}' has no branch, tag or commit '${source.ref ?? 'HEAD'}'`, {
    hint: "Check 'ref'.",
  });
}

/** Clones under another name and renames, so that a half clone is never taken for a repository. */
async function clone(source: GitSource, repository: string, context: GitContext): Promise<void> {
  const unfinished = `${repository}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  try {
    await git(['clone', '--quiet', '--mirror', '--', source.url, unfinished], { source, context });
    await moveInto(unfinished, repository);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function revParse(repository: string, ref: string, context: GitContext): Promise<string | undefined> {
  const argv = [`--git-dir=${repository}`, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const running = execa('git', argv, { reject: false, cancelSignal: context.signal });
  closeAfterSilence(running.nodeChildProcess);
  const result = await running;
  context.signal.throwIfAborted();
  return result.exitCode === 0 ? result.stdout.trim() : undefined;
}

async function git(
  argv: readonly string[],
  call: {
    readonly source: GitSource;
    readonly context: GitContext;
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  const { source, context } = call;
  const env = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', ...call.environment };
  const running = execa('git', argv, {
    reject: false,
    cancelSignal: context.signal,
    env,
    stdin: 'ignore',
    all: true,
  });
  // A hook or a helper of git's may stay behind and hold its output.
  closeAfterSilence(running.nodeChildProcess);
  const result = await running;
  context.signal.throwIfAborted();
  if (result.exitCode === 0) return;
  if (result.code === 'ENOENT') {
    throw new SalternError('GIT_FAILED', `'git' is not installed, but '${source.url}' has to be fetched with it`, {
      hint: 'Install git.',
    });
  }
  throw new SalternError('GIT_FAILED', `git could not get '${source.url}'`, {
    hint: 'Check the URL and your access to it with `git ls-remote`.',
    details: result.all.split('\n').filter(Boolean).slice(-10),
    cause: result,
  });
}

/** What git would read as an option is refused before git sees it. */
function refuseOptions({ url, ref }: GitSource): void {
  for (const word of [url, ref ?? '']) {
    if (!word.startsWith('-')) continue;
    throw new SalternError('GIT_FAILED', `'${word}' looks like an option, not like a git URL or ref`, {
      hint: 'Check the formula source.',
    });
  }
}

/** Another saltern may have been quicker; what it made is the same, and stays. */
async function moveInto(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if (!(await pathExists(to))) throw error;
  });
}
