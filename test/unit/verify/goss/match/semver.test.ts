import { describe, expect, it } from 'vitest';
import { parseSemverRange } from '../../../../../src/verify/goss/match/semver.ts';

const ROWS: readonly (readonly [range: string, version: string, isInside: boolean | undefined])[] = [
  ['>1.0.0', '1.2.3', true],
  ['>=1.0.0 <2.0.0', '2.0.0', false],
  ['>=1.2.3 || <1.0.0', '1.2.3-rc1', false],
  ['1.x !1.2.4', '1.2.3', true],
  ['1.x !1.2.4', '1.2.4', false],
  ['>1.2.x', '1.2.3', false],
  ['<=1.2.x', '1.2.3', true],
  ['>=1.0.0-alpha.2', '1.0.0-alpha.10', true],
  ['1.0.0', '1.0.0+build', true],
  ['=1.2.3+b5', '1.2.3', true],
  ['>1.0.0', '1.2', undefined],
];

describe('a semantic version range', () => {
  it.each(ROWS)('%s holds %s: %s', (range, version, isInside) => {
    expect(parseSemverRange(range)?.(version)).toBe(isInside);
  });

  it('that makes no sense is refused', () => {
    expect(['', 'abc', '>', '1.0.0 ||', '>>1.0.0'].map(parseSemverRange)).toEqual(Array(5).fill(undefined));
  });
});
