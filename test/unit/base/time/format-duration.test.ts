import { describe, expect, it } from 'vitest';
import { formatDuration, formatLeft, formatPhaseTime } from '../../../../src/base/time/format-duration.ts';

describe('durations', () => {
  it.each([
    [0, '0.0 s'],
    [3140, '3.1 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 00 s'],
    [125_000, '2 min 05 s'],
    [3_720_000, '1 h 02 min'],
  ])('%d ms reads as %s', (ms, expected) => {
    expect(formatDuration(ms)).toBe(expected);
  });

  it('are bare in a row of phases and rough where they are guessed', () => {
    expect([formatPhaseTime(480), formatPhaseTime(125_000)]).toEqual(['0.5', '2:05']);
    expect([formatLeft(11_600), formatLeft(200_000)]).toEqual(['about 12 s left', 'about 3 min left']);
  });
});
