import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { load, problemsOf, projectFolder } from './project-folder.ts';

const SUITE = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites: { default: { states: [ops-ssh] } }\n';
const DAY_MS = 86_400_000;

describe('where the history is', () => {
  it.each([
    ['nothing', '', { keepMs: 400 * DAY_MS }],
    ['an age', 'history: { keep: 52w }\n', { keepMs: 364 * DAY_MS }],
    [
      'a URL',
      'history: { url: postgres://saltern@db.example/saltern }\n',
      { url: 'postgres://saltern@db.example/saltern' },
    ],
    ['a variable', 'history: { url-env: SALTERN_HISTORY }\n', { urlEnv: 'SALTERN_HISTORY' }],
  ])('is read from a project that says %s', async (_what, text, expected) => {
    await using folder = await projectFolder({ 'saltern.yml': SUITE + text });

    expect((await load(folder)).history).toEqual({ keepMs: 400 * DAY_MS, ...expected });
  });

  it('is a path relative to the file that names it', async () => {
    await using folder = await projectFolder({ 'saltern.yml': `${SUITE}history: { file: kept/history.db }\n` });

    const project = await load(folder);

    expect(project.history.file).toBe(join(project.identity.directory, 'kept/history.db'));
  });

  it('is the database of an overlay rather than the file of the project', async () => {
    await using folder = await projectFolder({
      'saltern.yml': `${SUITE}history: { file: history.db, keep: 30d }\n`,
      'saltern.local.yml': 'history: { url-env: SALTERN_HISTORY }\n',
    });

    expect((await load(folder)).history).toEqual({ keepMs: 30 * DAY_MS, urlEnv: 'SALTERN_HISTORY' });
  });
});

it.each([
  ['{ keep: 10 }', '4:18', 'an age such as 400d or 52w'],
  ['{ keep: 10m }', '4:18', 'an age such as 400d or 52w'],
  ['{ url: mysql://db/x }', '4:17', 'a URL such as postgres://saltern@db.example/saltern'],
  ['{ url: "postgres://a:geheim@db/x" }', '4:17', "name it with 'url-env'"],
  ['{ url: "postgres://db/x?password=geheim" }', '4:17', "name it with 'url-env'"],
  ['{ url-env: "postgres://a:b@c/d" }', '4:21', 'the name of an environment variable'],
  ['{ file: a.db, url-env: B }', '4:10', "only one of 'file' and 'url-env'"],
  ['{ keepp: 10d }', '4:12', "did you mean 'keep'?"],
])('a history of %s is a mistake at its place', async (text, place, message) => {
  const problems = await problemsOf({ 'saltern.yml': `${SUITE}history: ${text}\n` });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^saltern\\.yml:${place} `));
  expect(problems[0]).toContain(message);
  expect(problems[0]).not.toContain('geheim');
});
