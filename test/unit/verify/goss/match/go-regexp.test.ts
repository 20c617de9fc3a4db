import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGoRegexp, compileGoRegexp } from '../../../../../src/verify/goss/match/go-regexp.ts';
import given from './go/answers.json' with { type: 'json' };
import asked from './go/questions.json' with { type: 'json' };

const WORDS = 'error parsing regexp: ';

/** Found in each subject? One digit each, as Go's answers are written. */
function answer(pattern: string, flags = ''): string {
  const compiled = compileGoRegexp(pattern, flags);
  if ('problem' in compiled) return compiled.problem;
  return asked.subjects.map((subject) => (compiled.matches(subject) ? '1' : '0')).join('');
}

describe('a Go pattern', () => {
  it.each(Object.entries(given.found))('%j finds what Go finds', (pattern, found) => {
    expect(answer(pattern)).toBe(found);
    expect(checkGoRegexp(pattern)).toBeUndefined();
  });

  it.each(Object.entries(given.refused))("%j is refused for Go's reason", (pattern, why) => {
    const problem = checkGoRegexp(pattern);

    expect(problem?.split('; Go patterns')[0]).toBe(why.slice(WORDS.length));
    expect(answer(pattern)).toBe(problem);
  });

  it.each([
    ['(?=x)', 'invalid or unsupported Perl syntax: `(?=`; Go patterns have no look-around'],
    [String.raw`(a)\1`, 'invalid escape sequence: `\\1`; Go patterns have no back-references'],
    ['a\\', 'trailing backslash at end of expression'],
  ])('%j is refused in words that say what is missing', (pattern, problem) => {
    expect(checkGoRegexp(pattern)).toBe(problem);
  });

  it.each([
    [String.raw`\p{Letter}`, 'invalid character class range: `\\p{Letter}`'],
    [String.raw`\p{greek}`, 'invalid character class range: `\\p{greek}`'],
    ['(?P<n>a)|(?P<n>b)', 'duplicate capture group name: `n`'],
  ])('%s is refused though the newest Go takes it, and so never silently something else', (pattern, problem) => {
    expect(checkGoRegexp(pattern)).toBe(problem);
  });

  it('takes flags from behind the slash as if they stood at its head', () => {
    expect(answer('a.b', 's')).toBe(answer('(?s)a.b'));
    expect(answer('^B$', 'im')).toBe(answer('(?im)^B$'));
    expect(answer('a(b', 'i')).toBe('missing closing ): `(?i)a(b`');
  });

  it('that quotes a text finds that text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const quoted = text.replaceAll('\\', '/');
        const compiled = compileGoRegexp(String.raw`^\Q${quoted}\E$`);

        expect('problem' in compiled || compiled.matches(quoted)).toBe(true);
      }),
    );
  });

  it('is checked as it is compiled, whether that looks plain or not', () => {
    const pieces = fc.constantFrom(...'ab.*+?|()[]{}^$\\-:, 1Ké', '(?:', String.raw`\d`, '[^', 'a-z', '{2}', '??');
    const patterns = fc.array(pieces, { maxLength: 8 }).map((chosen) => chosen.join(''));
    fc.assert(
      fc.property(fc.oneof(patterns, fc.string()), (pattern) => {
        const compiled = compileGoRegexp(pattern);

        expect(checkGoRegexp(pattern)).toBe('problem' in compiled ? compiled.problem : undefined);
      }),
      { numRuns: 2000 },
    );
  });
});

/** Processor time, because a busy machine has another clock; the least of some runs, because it has its moods. */
function costOf(work: () => void): number {
  const runs = Array.from({ length: 7 }, () => {
    const before = process.cpuUsage();
    work();
    return process.cpuUsage(before).user;
  });
  return Math.min(...runs);
}

describe('a pattern that takes an engine with back-tracking for ever', () => {
  it.each(['(a+)+$', '^(a|aa)+$', '(a*)*b', '(.*)(.*)(.*)[^a]$'])(
    '%s takes ten times longer for ten times more',
    (pattern) => {
      const compiled = compileGoRegexp(pattern);
      const search = (length: number) => () => {
        expect('problem' in compiled || compiled.matches(`${'a'.repeat(length)}!`)).toBe(pattern.includes('[^a]'));
      };
      search(50_000)();

      const [short, long] = [costOf(search(50_000)), costOf(search(500_000))];

      // Squared it would be a hundred times; what is doubled by each letter would not end at all.
      expect(long).toBeLessThan(50 * Math.max(short, 1000));
    },
  );

  it.each([
    ['a', '(', 'missing closing )'],
    ['(?:a', '', 'missing closing )'],
    ['[ab]+', '[a', 'missing closing ]'],
  ])('has no counterpart among ours: %j a thousand times and then %j is read, and refused', (piece, end, why) => {
    expect(checkGoRegexp(`${piece.repeat(900)}${end}`)).toContain(why);
  });
});
