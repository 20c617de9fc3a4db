import { expect, it } from 'vitest';
import { formatLongTime, formatTime } from '../../../../src/base/time/format-time.ts';

it('shows times to the minute, in UTC', () => {
  expect(formatTime('2026-11-22T22:20:46.123Z')).toBe('2026-11-22 22:20');
  expect(formatLongTime('2026-11-02T00:20:46+02:00')).toBe('1 Nov 2026, 22:20 UTC');
});

it('leaves what is no time as it is', () => {
  expect(formatTime('')).toBe('');
  expect(formatLongTime('then')).toBe('then');
});
