import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { keepOutOfGit } from '../../../src/app/keep-out-of-git.ts';
import { fakeApp } from '../../support/fake-app.ts';

const BOTH = ['.saltern/', 'saltern.local.yml'];

/** A repository, and what its `.gitignore` files say. */
function repository(files: Readonly<Record<string, string>> = {}): string {
  const { cwd } = fakeApp();
  for (const [name, text] of Object.entries({ '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

it.each<[string, Readonly<Record<string, string>>, readonly string[], string]>([
  ['is made where there is none', {}, BOTH, '.saltern/\nsaltern.local.yml\n'],
  ['gets what is not in it', { '.gitignore': '*.pyc\n' }, BOTH, '*.pyc\n.saltern/\nsaltern.local.yml\n'],
  ['gets lines of its own', { '.gitignore': '*.pyc' }, BOTH, '*.pyc\n.saltern/\nsaltern.local.yml\n'],
  ['keeps its line ends', { '.gitignore': 'a\r\n' }, BOTH, 'a\r\n.saltern/\r\nsaltern.local.yml\r\n'],
  ['is not told twice', { '.gitignore': '.saltern\n' }, ['saltern.local.yml'], '.saltern\nsaltern.local.yml\n'],
  ['is not told what a pattern says', { '.gitignore': '.s*\n*.local.yml\n' }, [], '.s*\n*.local.yml\n'],
])('.gitignore %s', async (_, files, lines, text) => {
  const cwd = repository(files);

  const done = await keepOutOfGit(cwd);

  expect(done?.lines ?? []).toEqual(lines);
  expect(readFileSync(join(cwd, '.gitignore'), 'utf8')).toBe(text);
  expect(await keepOutOfGit(cwd)).toBeUndefined();
});

it('what the repository ignores further up is ignored', async () => {
  const cwd = repository({ '.gitignore': '.saltern/\nsaltern.local.yml\n', 'formulas/x/init.sls': '' });

  expect(await keepOutOfGit(join(cwd, 'formulas/x'))).toBeUndefined();
});

it('outside of git nothing is written', async () => {
  expect(await keepOutOfGit(fakeApp().cwd)).toBeUndefined();
});

it('a link to nothing is left alone', async () => {
  const cwd = repository();
  symlinkSync('nowhere', join(cwd, '.gitignore'));

  expect(await keepOutOfGit(cwd)).toBeUndefined();
});
