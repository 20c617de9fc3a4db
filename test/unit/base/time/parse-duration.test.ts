import { expect, it } from 'vitest';
import {
  durationPattern,
  LIMIT_UNITS,
  parseDuration,
  type DurationUnit,
} from '../../../../src/base/time/parse-duration.ts';

const ALL: readonly DurationUnit[] = ['s', 'm', 'h', 'd', 'w'];

it.each([
  ['90s', 90_000],
  ['30m', 1_800_000],
  ['1.5h', 5_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
])('reads %s', (text, ms) => {
  expect(parseDuration(text, ALL)).toBe(ms);
});

it.each(['99999999w', `${'9'.repeat(400)}d`])(
  'gives for %j no time that could not be written, from now on or back',
  (text) => {
    const ms = parseDuration(text, ALL) ?? Number.NaN;

    expect(new Date(Date.now() + ms).getUTCFullYear()).toBeGreaterThan(3000);
    expect(new Date(Date.now() - ms).getUTCFullYear()).toBeLessThan(1100);
  },
);

it.each(['', '10', 'd', '10x', '-1d', '1 d', '1.d', '1dd', '1D'])('does not take %j', (text) => {
  expect(parseDuration(text, ALL)).toBeUndefined();
  expect(text).not.toMatch(durationPattern(ALL));
});

it('takes only the units that fit the place', () => {
  expect(parseDuration('7d', LIMIT_UNITS)).toBeUndefined();
  expect('7d').not.toMatch(durationPattern(LIMIT_UNITS));
  expect('90s').toMatch(durationPattern(LIMIT_UNITS));
});
