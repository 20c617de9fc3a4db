import { expect, it } from 'vitest';
import { load, problemsOf, projectFolder } from './project-folder.ts';

const SUITE = 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites: { default: { states: [ops-ssh] } }\n';
const HOUR_MS = 3_600_000;

it.each([
  ['', { channel: 'stable', isPromoting: true, isDeriving: true, maxAgeMs: 26 * HOUR_MS }],
  [
    'nightly: { channel: candidate }\n',
    { channel: 'candidate', isPromoting: true, isDeriving: true, maxAgeMs: 26 * HOUR_MS },
  ],
  [
    'nightly: { promote: false, max-age: 8d }\n',
    { channel: 'stable', isPromoting: false, isDeriving: true, maxAgeMs: 192 * HOUR_MS },
  ],
  ['nightly: { derive: false }\n', { channel: 'stable', isPromoting: true, isDeriving: false, maxAgeMs: 26 * HOUR_MS }],
])('a project that says %j has such nights', async (text, expected) => {
  await using folder = await projectFolder({ 'saltern.yml': SUITE + text });

  expect((await load(folder)).nightly).toEqual(expected);
});

it.each([
  ['{ max-age: 26 }', /^saltern\.yml:4:21 .*a time with its unit, such as 90m, 26h or 7d/],
  ['{ channel: latest }', /^saltern\.yml:4:21 .*'latest' cannot be a channel's name/],
  ['{ channel: 20261126T013000 }', /^saltern\.yml:4:21 .*it has the form of a snapshot's id/],
  ['{ promote: maybe }', /^saltern\.yml:4:21 .*expected true or false/],
  ['{ chanel: stable }', /^saltern\.yml:4:12 .*unknown key 'chanel'; did you mean 'channel'\?/],
])('nights that are %s are a mistake at its place', async (text, expected) => {
  expect((await problemsOf({ 'saltern.yml': `${SUITE}nightly: ${text}\n` })).join('\n')).toMatch(expected);
});
