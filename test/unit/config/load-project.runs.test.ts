import { expect, it } from 'vitest';
import { load, problemsOf, projectFolder } from './project-folder.ts';

const SUITE = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites: { default: { states: [ops-ssh] } }\n';

it.each([
  ['', { most: 50 }],
  ['runs: { keep: 3 }\n', { most: 3 }],
  ['runs: { keep: 36h }\n', { forMs: 36 * 3_600_000 }],
  ['runs: { keep: 30d }\n', { forMs: 30 * 86_400_000 }],
])('a project that says %j keeps these runs', async (text, expected) => {
  await using folder = await projectFolder({ 'saltern.yml': SUITE + text });

  expect((await load(folder)).runKeep).toEqual(expected);
});

it.each([['0'], ['-1'], ['30s'], ['forever']])('%s runs is a mistake at its place', async (keep) => {
  const problems = await problemsOf({ 'saltern.yml': `${SUITE}runs: { keep: ${keep} }\n` });

  expect(problems.join('\n')).toMatch(/^saltern\.yml:4:15 /);
});
