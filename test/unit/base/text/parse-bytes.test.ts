import { describe, expect, it } from 'vitest';
import { parseBytes, parseSize, SIZE_PATTERN } from '../../../../src/base/text/parse-bytes.ts';

const GIB = 2 ** 30;

describe('a size', () => {
  it.each([
    ['1g', GIB],
    ['512M', 512 * 2 ** 20],
    ['1.5G', 1.5 * GIB],
    ['1.5k', 1536],
    ['4096', 4096],
    ['4096b', 4096],
    [4096, 4096],
    ['2t', 2048 * GIB],
  ])('of a configuration, %s, is %i bytes', (size, bytes) => {
    expect(parseSize(size)).toBe(bytes);
    expect(String(size)).toMatch(SIZE_PATTERN);
  });

  it.each(['', 'g', '1x', '-1g', '1 g', '1.g', '1gb'])('is not %j', (text) => {
    expect(text).not.toMatch(SIZE_PATTERN);
    expect(parseSize(text)).toBeNaN();
  });

  it('of a flag needs a unit', () => {
    expect([parseBytes('20g'), parseBytes('20'), parseBytes('20b')]).toEqual([20 * GIB, undefined, undefined]);
  });
});
