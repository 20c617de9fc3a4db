import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fetchSources } from '../../../../src/config/formula/fetch-sources.ts';
import { load, projectFolder, type ProjectFolder } from '../project-folder.ts';

async function repository(folder: ProjectFolder): Promise<string> {
  const cwd = join(folder.path, 'upstream');
  const git = (...argv: string[]) => execa('git', ['-c', 'user.name=t', '-c', 'user.email=t@test', ...argv], { cwd });
  await git('init', '--quiet', '--initial-branch=main');
  await git('add', '.');
  await git('commit', '--quiet', '--message=one');
  await git('tag', 'v1.10');
  return cwd;
}

function project(source: string): Readonly<Record<string, string>> {
  return {
    'saltern.yml': `formula: formulas/ops-ssh\ndepends: [${source}]\nplatforms: [centos-7]\nsuites: { default: }`,
    'upstream/sub/ops-yum/init.sls': 'one',
  };
}

function context(folder: ProjectFolder, said: string[] = []) {
  return {
    cacheDirectory: join(folder.path, 'cache'),
    signal: AbortSignal.timeout(60_000),
    progress: (text: string) => void said.push(text),
  };
}

test('a dependency from git is cloned once, by ref and folder, and holds nothing of git', async () => {
  await using folder = await projectFolder(project('{ git: ./upstream, ref: v1.10, path: sub, name: ops-yum }'));
  await repository(folder);

  const [instance] = await fetchSources((await load(folder)).instances, context(folder));

  const tree = instance?.trees[1];
  expect(await readFile(join(tree?.path ?? '', 'init.sls'), 'utf8')).toBe('one');
  expect(tree?.root.startsWith(join(folder.path, 'cache/git'))).toBe(true);
  expect(await readdir(tree?.root ?? '')).toEqual(['ops-yum']);
});

test('a second run works when the repository does not answer, and says so', async () => {
  await using folder = await projectFolder(project('{ git: ./upstream, path: sub, name: ops-yum }'));
  const upstream = await repository(folder);
  const [first] = await fetchSources((await load(folder)).instances, context(folder));
  await rename(upstream, `${upstream}-gone`);
  const said: string[] = [];

  const [second] = await fetchSources((await load(folder)).instances, context(folder, said));

  expect(second?.trees[1]).toEqual(first?.trees[1]);
  expect(said.at(-1)).toContain('does not answer: using');
});

test('a fetch that fails stops everything, with the words of git', async () => {
  await using folder = await projectFolder(project('{ git: ./nowhere, name: ops-yum }'));

  const fetching = fetchSources((await load(folder)).instances, context(folder));

  await expect(fetching).rejects.toMatchObject({
    code: 'GIT_FAILED',
    details: expect.arrayContaining([expect.stringContaining('nowhere')]),
  });
});

test('a ref that is not there, and one that looks like an option, are refused', async () => {
  await using missing = await projectFolder(project('{ git: ./upstream, ref: v2, name: ops-yum }'));
  await using hostile = await projectFolder(
    project("{ git: ./upstream, ref: '--upload-pack=touch x', name: ops-yum }"),
  );
  await repository(missing);

  await expect(fetchSources((await load(missing)).instances, context(missing))).rejects.toThrow(
    "has no branch, tag or commit 'v2'",
  );
  await expect(fetchSources((await load(hostile)).instances, context(hostile))).rejects.toThrow('looks like an option');
});

test('a repository without the formula is told from one that cannot be reached', async () => {
  await using folder = await projectFolder(project('{ git: ./upstream, name: ops-yum }'));
  await repository(folder);

  const fetching = fetchSources((await load(folder)).instances, context(folder));

  await expect(fetching).rejects.toMatchObject({ code: 'FORMULA_NOT_FOUND' });
});
