import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { fakeApp } from '../../../support/fake-app.ts';
import { findingsOf, projectWith } from './scene.ts';

async function repository(): Promise<string> {
  const { cwd } = fakeApp({ 'init.sls': '' });
  await execa('git', ['init', '--quiet', '--initial-branch=main', cwd]);
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.net'];
  await execa('git', ['-C', cwd, ...who, 'commit', '--quiet', '--allow-empty', '--message', 'one']);
  return cwd;
}

it('repositories of formulas are asked for the branch or tag that is wanted', async () => {
  const url = await repository();
  const app = projectWith({
    depends: [
      { git: url, name: 'any' },
      { git: url, ref: 'main', name: 'branch' },
      { git: url, ref: 'gone', name: 'missing' },
      { git: url, ref: 'a'.repeat(40), name: 'commit' },
    ],
  });

  expect(await findingsOf(app, /^Formulas/)).toEqual([
    `pass '${url}' answers, '${url}' at 'main' answers, '${url}' at '${'a'.repeat(12)}' answers`,
    "fail it has no branch or tag 'gone'",
  ]);
});

it('one that does not answer is a warning where the cache has it, and an error where it has not', async () => {
  const url = '/nowhere/x.git';
  const app = projectWith({ depends: [{ git: url, name: 'x' }] });
  const [gone] = await findingsOf(app, /^Formulas/);
  const folder = createHash('sha256').update(url).digest('hex').slice(0, 16);
  mkdirSync(join(app.cacheDirectory, 'git', folder, 'repository.git'), { recursive: true });

  const [cached] = await findingsOf(app, /^Formulas/);

  expect(gone).toMatch(/^fail fatal: '\/nowhere\/x\.git' does not appear to be a git repository$/);
  expect(cached).toMatch(/^warn fatal: .*; the cache has it as it was$/);
});
