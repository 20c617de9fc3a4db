import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../../src/base/json/json.ts';
import { matchText, matchValue } from '../../../../../src/verify/goss/match/match-value.ts';

/** Expectation, value, what comes of it. Where it matters the verdicts were compared with goss 0.4.9. */
const VALUES: readonly (readonly [expected: Json, actual: Json, kind: 'match' | 'no-match' | 'impossible'])[] = [
  [true, true, 'match'],
  [true, false, 'no-match'],
  ['true', true, 'match'],
  ['0644', '0644', 'match'],
  ['12', '12\n', 'no-match'],
  [12, '12\n', 'match'],
  [644, '0644', 'match'],
  [12, 'x', 'impossible'],
  ['a\nb', ['a', 'b'], 'match'],
  [['a'], ['a', 'b'], 'match'],
  [['a', 'a'], ['a', 'b'], 'no-match'],
  [['a'], 'a', 'impossible'],
  [[{ 'have-prefix': 'a' }, { 'have-prefix': 'ab' }], ['ab', 'ac'], 'match'],
  [{ equal: 5 }, 5, 'match'],
  [{ equal: '5' }, 5, 'no-match'],
  [{ 'have-prefix': 'a' }, ['a', 'b'], 'match'],
  [{ 'have-suffix': 'b\n' }, 'ab\n', 'match'],
  [{ 'contain-substring': 'x' }, 'abc', 'no-match'],
  [{ 'match-regexp': '^\\d+$' }, 12, 'match'],
  [{ 'match-regexp': 'a.b' }, 'a😀b', 'match'],
  [{ 'match-regexp': '^[[:^digit:]]' }, 'x', 'match'],
  [{ 'match-regexp': '(?s:ERROR.x)' }, 'ERROR\nx', 'match'],
  [{ gt: 11 }, '12\n', 'match'],
  [{ ge: 12 }, 12, 'match'],
  [{ lt: 12 }, 12, 'no-match'],
  [{ le: '12' }, 12, 'match'],
  [{ gt: 11 }, 'x', 'impossible'],
  [{ gt: 11 }, '1e400', 'impossible'],
  [{ 'contain-element': 'b' }, 'a\nb', 'match'],
  [{ 'contain-element': { gt: 3 } }, ['x', '4'], 'match'],
  [{ 'contain-element': { gt: 3 } }, ['x', '2'], 'impossible'],
  [{ 'contain-element': { gt: 3 } }, ['1', '2'], 'no-match'],
  [{ 'contain-element': { 'match-regexp': '^.$' } }, 'ab\n😀', 'match'],
  [{ 'contain-elements': ['b', 'b'] }, 'a\nb', 'no-match'],
  [{ 'consist-of': ['b', 'a'] }, ['a', 'b'], 'match'],
  [{ 'consist-of': ['a'] }, ['a', 'b'], 'no-match'],
  [{ 'consist-of': ['a', 'b'] }, 'a\nb', 'impossible'],
  [{ 'have-len': 2 }, 'ü', 'match'],
  [{ 'have-len': 1 }, ['ü'], 'match'],
  [{ 'have-len': 1 }, 5, 'impossible'],
  [{ 'have-key': 'k' }, { k: 1 }, 'match'],
  [{ 'have-key': { 'have-prefix': 'x' } }, { k: 1 }, 'no-match'],
  [{ 'have-key': { gt: 5 } }, { k: 1 }, 'impossible'],
  [{ 'have-key': 'k' }, 'k', 'impossible'],
  [{ not: 'a' }, 'b', 'match'],
  [{ not: { gt: 11 } }, 'x', 'impossible'],
  [{ and: [{ gt: 1 }, { lt: 3 }] }, 2, 'match'],
  [{ and: [{ gt: 1 }, { lt: 3 }] }, 3, 'no-match'],
  [{ or: [{ 'have-prefix': 'f' }, { gt: 3 }] }, 'foo', 'match'],
  [{ or: [{ gt: 3 }, { 'have-prefix': 'f' }] }, 'foo', 'impossible'],
  [{ 'semver-constraint': '>=1.0.0 <2.0.0' }, ['1.2.3', '1.9.9'], 'match'],
  [{ 'semver-constraint': '>=1.0.0' }, '1.2.3\n', 'impossible'],
  [{ gjson: { 'a.#.n': [1, 2], 'a.1.n': 2, 'a.#': 2, 'd\\.d': 3 } }, '{"a":[{"n":1},{"n":2}],"d.d":3}', 'match'],
  [{ gjson: { 'a.b': 1 } }, '{"a":{}}', 'impossible'],
  [{ gjson: { a: 1 } }, 'not json', 'impossible'],
];

const PATTERNS: readonly (readonly [patterns: readonly string[], text: string, isMatch: boolean])[] = [
  [['foo'], 'a foo b\n', true],
  [['foo', 'foo'], 'foo\n', true],
  [['!foo'], 'bar\n', true],
  [['!foo'], 'bar\nfoo\n', false],
  [['/^b$/'], 'a\r\nb\r\n', true],
  [['!/^a/'], 'b\na\n', false],
  [['/FOO/i'], 'foo', true],
  [['!/^[[:^alpha:]]$/'], '1\n', false],
  [['/^[[:^alpha:]]$/'], ':]\n', false],
  [['!/^ERROR .$/'], 'ERROR 😀\n', false],
  [[String.raw`/\{"x": {/`], '{"x": {\n', true],
  [[String.raw`\!x`], '!x\n', true],
  [[''], '', true],
  [['x'], '', false],
  [['!x'], '', true],
];

describe('matching a value', () => {
  it.each(VALUES)('%j against %j is a %s', (expected, actual, kind) => {
    const verdict = matchValue(expected, actual);

    expect(verdict.kind).toBe(kind);
  });

  it.each(PATTERNS)('patterns %j over %j: %s', (patterns, text, isMatch) => {
    const verdict = matchText(patterns, text);

    expect(verdict.kind).toBe(isMatch ? 'match' : 'no-match');
  });

  it('names the line that must not be there', () => {
    const verdict = matchText(['!/^PermitRootLogin yes/'], 'UsePAM yes\nPermitRootLogin yes\n');

    expect(verdict).toEqual({ kind: 'no-match', why: 'line 2 "PermitRootLogin yes" has "/^PermitRootLogin yes/"' });
  });

  it('never credits one element twice', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (others, twice) => {
        const actual = [...others.filter((one) => one !== twice), twice];

        expect(matchValue([twice, twice], actual).kind).toBe('no-match');
      }),
    );
  });

  it('finds a list in any order of itself', () => {
    fc.assert(
      fc.property(
        fc
          .uniqueArray(fc.string(), { minLength: 1 })
          .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          expect(matchValue({ 'consist-of': shuffled }, list).kind).toBe('match');
          expect(matchValue(shuffled, list).kind).toBe('match');
        },
      ),
    );
  });

  it('turns round with `not`, unless the two cannot be compared', () => {
    const turned = { match: 'no-match', 'no-match': 'match', impossible: 'impossible' } as const;

    for (const [expected, actual, kind] of VALUES)
      expect(matchValue({ not: expected }, actual).kind).toBe(turned[kind]);
  });
});
