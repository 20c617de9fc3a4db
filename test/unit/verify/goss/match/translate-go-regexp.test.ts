import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { translateGoRegexp } from '../../../../../src/verify/goss/match/translate-go-regexp.ts';

const MEANINGS: readonly (readonly [pattern: string, text: string, isMatch: boolean])[] = [
  ['(?i)foo', 'FOO', true],
  ['(?m)^y$', 'x\ny\n', true],
  ['^y$', 'x\ny\n', false],
  ['(?s)x.y', 'x\ny', true],
  ['x.y', 'x\ny', false],
  ['^a.b$', 'a\rb', true],
  [String.raw`\Afoo\z`, 'foo', true],
  [String.raw`(?m)foo\z`, 'foo\nbar', false],
  [String.raw`\Qa.b\E`, 'axb', false],
  [String.raw`\Qa.b\E`, 'a.b', true],
  ['(?P<name>o)', 'foo', true],
  ['^[[:alpha:]_]+$', 'ab_c', true],
  ['^[^[:space:]]+$', 'a b', false],
  [String.raw`^[]a]+$`, ']a', true],
  [String.raw`a\-b {c}`, 'a-b {c}', true],
  [String.raw`\x{fc}`, 'ü', true],
  [String.raw`^\pL+$`, 'üx', true],
  [String.raw`^\p{L}\-\"$`, 'ü-"', true],
  [String.raw`a\sb`, 'a\u00a0b', false],
  [String.raw`a[\s,]b`, 'a b', true],
];

const REFUSED: readonly (readonly [pattern: string, why: string])[] = [
  ['a(?=b)', 'look-around does not exist in Go patterns'],
  ['(?<!a)b', 'look-around does not exist in Go patterns'],
  [String.raw`(a)\1`, 'back-references do not exist in Go patterns'],
  ['a(?i)b', 'flags are supported at the start only'],
  ['(?U)a', "the flag 'U' is not supported"],
  ['a(b', 'Unterminated group'],
];

describe('a Go pattern', () => {
  it.each(MEANINGS)('%s over %j: %s', (pattern, text, isMatch) => {
    const translated = translateGoRegexp(pattern);

    expect('regexp' in translated && translated.regexp.test(text)).toBe(isMatch);
  });

  it.each(REFUSED)('%s is refused: %s', (pattern, why) => {
    const translated = translateGoRegexp(pattern);

    expect(translated).toEqual({ problem: why });
  });

  it('that quotes a text finds that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const translated = translateGoRegexp(String.raw`^\Q${text.replaceAll('\\', '/')}\E$`);

        expect('regexp' in translated && translated.regexp.test(text.replaceAll('\\', '/'))).toBe(true);
      }),
    );
  });

  it('never throws, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string(), (pattern) => {
        expect(translateGoRegexp(pattern)).toBeTypeOf('object');
      }),
    );
  });
});
