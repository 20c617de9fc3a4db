import { describe, expect, it } from 'vitest';
import { tailLines } from '../../../../src/base/text/tail-lines.ts';

describe('tailLines', () => {
  it('gives the last lines that say something', () => {
    expect(tailLines('a\n\nb  \nc\n', 2)).toEqual(['b', 'c']);
  });
});
