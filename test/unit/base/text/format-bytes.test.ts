import { describe, expect, it } from 'vitest';
import { formatBytes, formatGib, formatNeededBytes } from '../../../../src/base/text/format-bytes.ts';

const GIB = 2 ** 30;

describe('a size', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1.5 * 2 ** 20, '1.5 MiB'],
    [40 * GIB, '40.0 GiB'],
  ])('of %i bytes is written as a person reads it', (bytes, expected) => {
    expect(formatBytes(bytes)).toBe(expected);
  });

  it('is written in one unit where it is compared, and exactly where it must fit', () => {
    expect([formatGib(0.3 * GIB), formatGib(-1)]).toEqual(['0.3 GiB', '0.0 GiB']);
    expect(formatNeededBytes(2 ** 20 + 1)).toBe('2 MiB (1048577 bytes)');
  });
});
