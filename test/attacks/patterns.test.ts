import { describe, expect, it } from 'vitest';
import { matchText } from '../../src/verify/goss/match/match-value.ts';
import { validateChecks } from '../../src/verify/goss/validate-checks.ts';
import type { Json } from '../../src/base/json/json.ts';

function problems(contents: Json): readonly string[] {
  const resources = { file: { '/x': { exists: true, contents } } };
  return validateChecks({ resources, file: 'goss.yml', places: {} }).map(({ message }) => message);
}

/** Patterns that a reader of another dialect would let through; what Go makes of them. */
const READ: readonly (readonly [expected: Json, text: string, isMatch: boolean])[] = [
  [['!/^[[:^alpha:]]$/'], '1', false],
  [['/^[[:^alpha:]]$/'], ':]', false],
  [{ 'match-regexp': '^[[:^digit:]]' }, 'x', true],
  [{ not: { 'match-regexp': '(?s:ERROR.x)' } }, 'ERROR\nx', false],
  [['!/^ERROR .$/'], 'ERROR 😀', false],
  [{ not: { 'match-regexp': 'a.b' } }, 'a😀b', false],
  [['!/^[^x]$/'], '😀', false],
  [[String.raw`!/^\W$/`], '😀', false],
  [[String.raw`!/a[^\S]b/`], 'a\u000Bb', true],
  [[String.raw`!/a[\S]b/`], 'a\u00A0b', false],
  [['!/(?i)^k$/'], '\u212A', false],
  [['!/(?i)^s$/'], 'ſ', false],
  [['!/(?i)^ẞ$/'], 'ß', false],
  [[String.raw`!/\{.*}/`], 'a {b}', false],
  [[String.raw`!/\{"x": {/`], '{"x": {', false],
  [[String.raw`!/[\"\{]/`], '{', false],
  [[String.raw`!/^\141$/`], 'a', false],
  [['!/a(?i)b/'], 'aB', false],
  [['!/(?i)x(?-i)y/'], 'Xy', false],
  [['!/(?U)a+/'], 'aa', false],
  [[String.raw`!/\p{Greek}/`], 'α', false],
  [[String.raw`!/\bx\b/`], 'a x b', false],
  [['!/^*a/'], 'a', false],
  [['!/x$/'], 'x\r\n', false],
];

/** Patterns that Go refuses. Somebody who writes `!/\herror/` means PCRE, and must not get a green check. */
const REFUSED = [
  '[]',
  '[^]',
  String.raw`\herror`,
  String.raw`a\Z`,
  String.raw`\y`,
  String.raw`\X`,
  String.raw`\R`,
  String.raw`\G`,

  String.raw`\k<a>`,
  String.raw`\N`,
  String.raw`\cA`,
  String.raw`\u0061`,
  String.raw`\x6`,
  String.raw`\xzz`,
  '[[:foo:]]',

  'a{1001}',
  String.raw`\p{Script=Han}`,
  String.raw`\p{Emoji}`,
  '(?=x)',
  '(?!x)',
  '(?<=x)',
  '(?>x)',
  'a++',
  String.raw`(a)\1`,
  'a**',
  '(?x) a',
  '*',
  'a{2,1}',
  '[b-a]',
  '(',
  ')',
];

describe('a pattern', () => {
  it.each(READ)('%j over %j is read as Go reads it', (expected, text, isMatch) => {
    expect(problems(expected)).toEqual([]);
    expect(matchText(expected, text).kind === 'match').toBe(isMatch);
  });

  it.each(REFUSED)('%s is refused at its place, and were it not, would pass nothing', (pattern) => {
    const ways: readonly Json[] = [[`/${pattern}/`], [`!/${pattern}/`], { not: { 'match-regexp': pattern } }];

    for (const expected of ways) {
      expect(problems(expected).join()).toContain('bad regexp');
      expect(matchText(expected, 'quiet').kind).toBe('impossible');
    }
  });
});
