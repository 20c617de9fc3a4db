import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { matchName } from '../../../../src/base/text/match-name.ts';
import { suggestName } from '../../../../src/base/text/suggest-name.ts';

test.each([
  ['*', 'anything', true],
  ['centos-*', 'centos-7', true],
  ['centos-?', 'centos-10', false],
  ['centos-stream', 'centos-stream-9', false],
  ['a.c', 'abc', false],
  ['[a]', 'a', false],
])('%s against %s is %s', (pattern, name, expected) => {
  const matched = matchName(pattern, name);

  expect(matched).toBe(expected);
});

test('every name without wildcards matches itself', () => {
  const plainName = string().filter((name) => !/[*?]/.test(name));

  expect(() => assert(property(plainName, (name) => matchName(name, name)))).not.toThrow();
});

test.each([
  ['pillars', 'pillar'],
  ['exlcudes', 'excludes'],
  ['Docker', 'docker'],
  ['provisioner', undefined],
  ['', undefined],
])('%s suggests %s', (typed, expected) => {
  const near = suggestName(typed, ['pillar', 'excludes', 'docker', 'checks']);

  expect(near).toBe(expected);
});
