import { relative } from 'node:path';
import type { ChangeReason } from '../../contract/changed.ts';
import { isAtOrBelow } from '../../plan/changed/part.ts';
import { expectGit, splitNul, type Git } from './run-git.ts';
import type { Survey } from './survey-project.ts';

/** What git does not know: nobody can say whether it changed. */
export interface Outside {
  /** By the name of the instance. */
  readonly reasons: ReadonlyMap<string, readonly ChangeReason[]>;
  /** Relative to the top: what lies in the repository and is ignored by git. */
  readonly ignored: readonly string[];
}

/** Which content of instances lies where git does not look: out of the repository, or in a folder that it ignores. */
export async function findOutside(git: Git, { project, paths, content }: Survey): Promise<Outside> {
  const places = new Map<string, string | undefined>();
  for (const path of [...[...content.values()].flat(), ...project.overlays]) {
    if (!places.has(path)) places.set(path, (await paths.placesOf(path)).end);
  }
  const inside = [...new Set(places.values())].filter((end) => end !== undefined && end !== '');
  const ignored = await findIgnored(git, inside as readonly string[]);
  const { directory } = project.identity;
  const explain = (path: string): readonly ChangeReason[] => {
    const end = places.get(path);
    if (end !== undefined && !ignored.includes(end)) return [];
    const where = end === undefined ? 'is not in the repository' : 'is ignored by git';
    const text = `'${relative(directory, path) || '.'}' ${where}, so nobody knows whether it changed`;
    return [{ kind: 'unknown', file: '-', text }];
  };
  const reasons = [...content].map(([name, own]) => [name, own.flatMap(explain)] as const);
  return { reasons: new Map(reasons), ignored };
}

/** Those that git ignores and of which it tracks nothing. */
async function findIgnored(git: Git, files: readonly string[]): Promise<readonly string[]> {
  if (files.length === 0) return [];
  const matched = await askIgnored(git, files);
  if (matched.length === 0) return [];
  // No name of a folder is a pattern.
  const environment = { GIT_LITERAL_PATHSPECS: '1' };
  const what = 'list the files that it tracks';
  const tracked = splitNul(expectGit(await git(['ls-files', '-z', '--', ...matched], { environment }), what));
  return matched.filter((file) => !tracked.some((one) => isAtOrBelow(one, file)));
}

/** Of one within a submodule it says nothing, and then of none of them. */
async function askIgnored(git: Git, files: readonly string[]): Promise<readonly string[]> {
  const input = files.map((file) => `${file}\0`).join('');
  const answer = await git(['check-ignore', '-z', '--stdin'], { input });
  if (answer.code <= 1) return splitNul(answer.stdout);
  if (!answer.stderr.includes('in submodule')) expectGit(answer, 'say what it ignores');
  if (files.length <= 1) return [];
  return (await Promise.all(files.map((file) => askIgnored(git, [file])))).flat();
}
