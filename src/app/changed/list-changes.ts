import { SalternError } from '../../contract/errors.ts';
import { expectGit, splitNul, type Git } from './run-git.ts';

/** What a working tree has that a commit has not, and the other way round. */
export interface Changes {
  /** Where the work began from the base. */
  readonly commit: string;
  /** Relative to the top, sorted: deleted and new ones too, of a renamed one both names. */
  readonly files: readonly string[];
}

/** Absolute top of the repository that a folder is in, links followed. Throws `USAGE` for none, `GIT_FAILED`. */
export async function findTop(git: Git): Promise<string> {
  const answer = await git(['rev-parse', '--show-toplevel']);
  const top = answer.stdout.replace(/\n$/, '');
  if (answer.code === 0 && top !== '') return top;
  if (answer.code === 0 || /not a git repository|must be run in a work tree/.test(answer.stderr)) {
    throw new SalternError('USAGE', 'The project is not in a git repository, so nobody knows what changed', {
      hint: 'Run it in a checkout of the repository.',
    });
  }
  return expectGit(answer, 'find the top of the repository');
}

/**
 * What changed since the work began from `base`: committed or not, and new files that git does not ignore. `git`: at the
 * top of the repository. Throws `USAGE` for what is no commit, `GIT_FAILED`.
 */
export async function listChanges(git: Git, base: string): Promise<Changes> {
  const commit = await findMergeBase(git, await findCommit(git, base), base);
  const changed = ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--ignore-submodules=none'];
  const untracked = ['ls-files', '--others', '--exclude-standard', '-z'];
  const found = [
    ...splitNul(expectGit(await git([...changed, commit, '--']), `compare with '${base}'`)),
    ...splitNul(expectGit(await git(untracked), 'list new files')),
  ];
  // A repository within this one is listed with a slash.
  return { commit, files: [...new Set(found.map((file) => file.replace(/\/$/, '')))].toSorted() };
}

async function findCommit(git: Git, base: string): Promise<string> {
  // Git would read it as an option, or as nothing at all.
  if (base === '' || base.startsWith('-')) {
    throw new SalternError('USAGE', `'${base}' cannot be a branch, tag or commit`, { hint: 'Name one: origin/main.' });
  }
  const { code, stdout } = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${base}^{commit}`]);
  if (code === 0) return stdout.trim();
  throw new SalternError('USAGE', `This repository has no branch, tag or commit '${base}'`, {
    hint: (await isShallow(git)) ? SHALLOW_HINT : 'Look at `git branch --all`; fetch it where it is new.',
  });
}

async function findMergeBase(git: Git, commit: string, base: string): Promise<string> {
  const answer = await git(['merge-base', commit, 'HEAD']);
  const [found = ''] = answer.stdout.split('\n');
  if (answer.code === 0 && found !== '') return found;
  if (answer.code > 1) expectGit(answer, `find where this work began from '${base}'`);
  const isCut = await isShallow(git);
  const why = isCut ? ': this clone does not reach back that far' : '';
  throw new SalternError('GIT_FAILED', `'${base}' and what is checked out have no commit in common${why}`, {
    hint: isCut ? SHALLOW_HINT : 'Name a branch that this work began from.',
  });
}

const SHALLOW_HINT =
  'Fetch the whole history: `fetch-depth: 0` for actions/checkout, `git fetch --unshallow` elsewhere.';

async function isShallow(git: Git): Promise<boolean> {
  return (await git(['rev-parse', '--is-shallow-repository'])).stdout.trim() === 'true';
}
