import { describe, expect, it } from 'vitest';
import { estimateLeft, type TimedInstance } from '../../../../src/report/terminal/estimate-left.ts';

const waits = (usualMs?: number): TimedInstance => ({ usualMs, startedAt: undefined, durationMs: undefined });
const runs = (startedAt: number, usualMs?: number): TimedInstance => ({ usualMs, startedAt, durationMs: undefined });
const ended = (durationMs: number, usualMs?: number): TimedInstance => ({ usualMs, startedAt: 0, durationMs });

describe('the time that is left', () => {
  it('is not known where nothing ran before and nothing has ended', () => {
    expect(estimateLeft([waits(), runs(0)], { now: 5000, atOnce: 2 })).toBeUndefined();
  });

  it('is known from the first moment where earlier runs are', () => {
    const four = [waits(10_000), waits(10_000), waits(10_000), waits(10_000)];

    expect(estimateLeft(four, { now: 0, atOnce: 2 })).toBe(20_000);
    expect(estimateLeft(four, { now: 0, atOnce: 1 })).toBe(40_000);
    expect(estimateLeft(four, { now: 0, atOnce: 9 })).toBe(10_000);
  });

  it('goes by the mean for what never ran before', () => {
    expect(estimateLeft([ended(4000), waits()], { now: 4000, atOnce: 1 })).toBe(4000);
  });

  it('takes a run that is slower than usual to stay so', () => {
    expect(estimateLeft([ended(20_000, 10_000), waits(5000)], { now: 20_000, atOnce: 1 })).toBe(10_000);
  });

  it('counts off what has run, and never says that nothing is left while something runs', () => {
    expect(estimateLeft([runs(1000, 10_000)], { now: 4000, atOnce: 1 })).toBe(7000);
    expect(estimateLeft([runs(1000, 10_000)], { now: 40_000, atOnce: 1 })).toBe(500);
  });

  it('is none when all have ended', () => {
    expect(estimateLeft([ended(1000)], { now: 1000, atOnce: 1 })).toBeUndefined();
  });
});
