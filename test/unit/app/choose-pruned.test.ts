import { describe, expect, it } from 'vitest';
import { readAge, readBytes } from '../../../src/cli/read-amounts.ts';
import { choosePruned } from '../../../src/app/choose-pruned.ts';

const GIB = 2 ** 30;
const entry = (id: string, day: number, more: { readonly bytes?: number; readonly isInUse?: boolean } = {}) => ({
  id,
  bytes: GIB,
  usedAt: `2026-11-${String(day).padStart(2, '0')}T00:00:00.000Z`,
  isInUse: false,
  ...more,
});
const entries = [entry('new', 20), entry('oldest', 2), entry('used', 1, { isInUse: true }), entry('old', 5)];
const chosen = (wishes: Parameters<typeof choosePruned>[1]) => choosePruned(entries, wishes).map(({ id }) => id);

describe('what is removed from the cache', () => {
  it('is what was not used since a day, never what is in use', () => {
    expect(chosen({ before: Date.parse('2026-11-10'), mostBytes: undefined })).toEqual(['oldest', 'old']);
  });

  it('is what was not used for longest until the rest fits, what is in use counted', () => {
    expect(chosen({ before: undefined, mostBytes: 3 * GIB })).toEqual(['oldest']);
    expect(chosen({ before: undefined, mostBytes: 4 * GIB })).toEqual([]);
    expect(chosen({ before: undefined, mostBytes: 0 })).toEqual(['oldest', 'old', 'new']);
  });

  it('is both where both are asked for', () => {
    expect(chosen({ before: Date.parse('2026-11-03'), mostBytes: 2 * GIB })).toEqual(['oldest', 'old']);
  });

  it('is nothing when nothing is asked for', () => {
    expect(chosen({ before: undefined, mostBytes: undefined })).toEqual([]);
  });
});

describe('an amount', () => {
  it.each([
    ['90m', 90 * 60_000],
    ['36h', 36 * 3_600_000],
    ['10d', 864_000_000],
  ])('of time is read from %s', (text, expected) => {
    expect(readAge(text)).toBe(expected);
  });

  it.each([
    ['20G', 20 * GIB],
    ['1.5g', 1.5 * GIB],
    ['500M', 500 * 2 ** 20],
  ])('of bytes is read from %s', (text, expected) => {
    expect(readBytes(text)).toBe(expected);
  });

  it.each(['', '10', 'd', '10x', '-1d', '1 d'])('is not %j', (text) => {
    expect(() => readAge(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    expect(() => readBytes(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
