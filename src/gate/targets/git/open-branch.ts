import { join } from 'node:path';
import type { GenerationNote } from '../generation-note.ts';
import { targetFailed } from '../target-failed.ts';
import { askGit, git, type GitCall } from './run-git.ts';

export interface BranchWanted {
  /** URL or path. */
  readonly repository: string;
  readonly branch: string;
  /** Default: the repository's own. */
  readonly base: string | undefined;
  readonly file: string;
  /** Others may have pins in the same file. */
  readonly channel: string;
}

/** A branch as the repository has it now. */
export interface Branch extends BranchWanted {
  /** Commit that the next one goes on top of. */
  readonly parent: string;
  /** Commit that the branch is at; undefined: there is no such branch. */
  readonly tip: string | undefined;
  /** Of the file there; undefined: there is none. */
  readonly text: string | undefined;
  /** The last move of the channel that a commit tells of. */
  readonly last: GenerationNote | undefined;
}

/** Fetches base and branch. A branch that was merged begins anew from its base. Throws `TARGET_FAILED`. */
export async function openBranch(call: GitCall, wanted: BranchWanted): Promise<Branch> {
  const { repository, branch, base, file, channel } = wanted;
  refuseOption(call, repository);
  await git(call, 'make a repository', ['init', '--quiet', '--bare', call.folder]);
  const from = base === undefined ? 'HEAD' : `refs/heads/${base}`;
  const onto = `refs/heads/${branch}`;
  const answer = await git(call, `ask '${repository}'`, ['ls-remote', '--', repository, from, onto]);
  const tips = new Map(answer.split('\n').map((line) => line.split('\t').toReversed() as [string, string]));
  const [start, tip] = [tips.get(from), tips.get(onto)];
  if (start === undefined) {
    throw targetFailed(call.title, `has no branch '${base ?? 'HEAD'}' to begin from`, {
      hint: "Name one with 'base', and see that it has a commit.",
    });
  }
  const refs = [`+${from}:refs/saltern/base`, ...(tip === undefined ? [] : [`+${onto}:refs/saltern/branch`])];
  await git(call, `fetch '${repository}'`, ['fetch', '--quiet', '--no-tags', '--', repository, ...refs]);
  const isOpen = tip !== undefined && (await isAhead(call, tip, start));
  const parent = isOpen ? tip : start;
  const last = await readLast(call, parent, { file, channel });
  return { ...wanted, parent, tip, text: await readFile(call, parent, file), last };
}

/**
 * Puts the file onto the branch, in a commit of its own, where nobody has moved the branch since it was opened; gives the
 * commit. Throws `TARGET_FAILED`.
 */
export async function pushFile(
  call: GitCall,
  { repository, branch, file, parent, tip }: Branch,
  { text, message }: { readonly text: string; readonly message: string },
): Promise<string> {
  const more = { GIT_INDEX_FILE: join(call.folder, 'index'), ...WHO };
  const blob = await git(call, 'store the file', ['hash-object', '-w', '--stdin'], { input: text });
  await git(call, 'read the commit', ['read-tree', parent], { more });
  const entry = `100644,${blob},${file}`;
  await git(call, 'add the file', ['update-index', '--add', '--cacheinfo', entry], { more });
  const tree = await git(call, 'write the tree', ['write-tree'], { more });
  const commit = await git(call, 'commit', ['commit-tree', tree, '-p', parent, '-F', '-'], { input: message, more });
  const lease = `--force-with-lease=refs/heads/${branch}:${tip ?? ''}`;
  const refs = `${commit}:refs/heads/${branch}`;
  await git(call, `push to '${repository}'`, ['push', '--quiet', lease, '--', repository, refs]);
  return commit;
}

/** Who asked stands in the message. */
const WHO = {
  GIT_AUTHOR_NAME: 'saltern',
  GIT_AUTHOR_EMAIL: 'saltern@localhost',
  GIT_COMMITTER_NAME: 'saltern',
  GIT_COMMITTER_EMAIL: 'saltern@localhost',
};

async function isAhead(call: GitCall, tip: string, start: string): Promise<boolean> {
  return (await askGit(call, ['merge-base', '--is-ancestor', tip, start])).code !== 0;
}

async function readFile(call: GitCall, commit: string, file: string): Promise<string | undefined> {
  const names = await git(call, 'list its files', ['ls-tree', '--name-only', commit, '--', file]);
  return names === '' ? undefined : await git(call, `read '${file}'`, ['cat-file', 'blob', `${commit}:${file}`]);
}

/** Of the file, among which the last move of the channel is looked for: others may have moved since. */
const MOST_COMMITS = 500;

async function readLast(
  call: GitCall,
  commit: string,
  { file, channel }: Pick<BranchWanted, 'file' | 'channel'>,
): Promise<GenerationNote | undefined> {
  const keys = ['Channel', 'Generation', 'Snapshot'];
  const format = keys.map((key) => `%(trailers:key=Saltern-${key},valueonly,separator=%x2C)`).join('%x09');
  const argv = ['log', `--max-count=${MOST_COMMITS}`, `--format=${format}`, commit, '--', file];
  const commits = (await git(call, 'read its history', argv)).split('\n').map((line) => line.split('\t'));
  // One that a hand made, or several in one, says nothing of a last move.
  const [, generation = '', to] = commits.find(([name = '']) => name === channel || !/^[^,]+$/.test(name)) ?? [];
  return /^\d+$/.test(generation) && to !== undefined ? { generation: Number(generation), to } : undefined;
}

/** Git would read it as an option. */
function refuseOption({ title }: GitCall, repository: string): void {
  if (repository.startsWith('-')) throw targetFailed(title, 'looks like an option, not like a URL or path');
}
