import { describe, expect, it } from 'vitest';
import { splitLines } from '../../../../src/base/text/split-lines.ts';

describe('splitLines', () => {
  it('gives whole lines however the text is cut', () => {
    const lines: string[] = [];
    const splitter = splitLines((line) => lines.push(line));

    for (const piece of ['a', 'b\nc\r', '\n', '10%\r50%\r100%\nlast']) splitter.push(piece);
    splitter.end();

    expect(lines).toEqual(['ab', 'c', '100%', 'last']);
  });
});
