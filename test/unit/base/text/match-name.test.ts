import { assert, constantFrom, property, string } from 'fast-check';
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
  ['a*b*c', 'a-b-b-c', true],
  ['*ab', 'aab', true],
  ['*a?c*', 'xxabc', true],
  ['**', '', true],
  ['?', '', false],
  ['a*', '', false],
  ['*', 'with a\nnewline', true],
])('%s against %s is %s', (pattern, name, expected) => {
  const matched = matchName(pattern, name);

  expect(matched).toBe(expected);
});

test('every name without wildcards matches itself', () => {
  const plainName = string().filter((name) => !/[*?]/.test(name));

  expect(() => assert(property(plainName, (name) => matchName(name, name)))).not.toThrow();
});

test('matching is what the same expression says', () => {
  const alphabet = { unit: constantFrom('a', 'b', '*', '?') };
  const law = property(string(alphabet), string({ unit: constantFrom('a', 'b') }), (pattern, name) => {
    const source = pattern.replaceAll(/\*+/g, '.*').replaceAll('?', '.');
    return matchName(pattern, name) === new RegExp(`^${source}$`).test(name);
  });

  expect(() => assert(law)).not.toThrow();
});

test.each([
  ['thirty stars', `${'*a'.repeat(30)}*b`, 'a'.repeat(10_000)],
  ['a thousand stars', `${'*'.repeat(1000)}b`, 'a'.repeat(10_000)],
  ['stars and signs that stand for any', `${'*?a'.repeat(100)}b`, 'a'.repeat(10_000)],
])('%s against a long name are decided at once', (_, pattern, name) => {
  const began = performance.now();

  expect(matchName(pattern, name)).toBe(false);
  expect(performance.now() - began).toBeLessThan(2000);
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
