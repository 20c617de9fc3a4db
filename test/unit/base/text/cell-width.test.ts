import * as fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { cellWidth, padCells, shortenMiddle, takeCells } from '../../../../src/base/text/cell-width.ts';

describe('cells of a terminal', () => {
  it.each([
    ['ops-ssh', 7],
    ['', 0],
    ['漢字', 4],
    ['ｆｕｌｌ', 8],
    ['한글', 4],
    ['❤️', 2],
    ['⚠️', 2],
    ['✓ ✗ – ·', 7],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['e\u0301', 1],
    ['\u0301', 0],
    ['a\u200bb', 2],
  ])('%j takes %i', (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });

  it('are one for each sign of our own screens, unless what follows makes it another', () => {
    const signs = [...'·–…→✓✗⠀⠋⠹⣿'];
    for (const sign of signs) {
      expect(cellWidth(sign)).toBe(stringWidth(sign));
      expect(cellWidth(`a ${sign}\u{fe0f}`)).toBe(stringWidth(`a ${sign}\u{fe0f}`));
    }
    expect(takeCells(signs.join(''), 3)).toBe('·–…');
  });

  it('are never exceeded by the start of a text, which ends between characters', () => {
    expect(takeCells('漢字', 3)).toBe('漢');
    expect(takeCells('a❤️b', 2)).toBe('a');
    expect(takeCells('ascii', -1)).toBe('');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, cells) => {
        expect(cellWidth(takeCells(text, cells))).toBeLessThanOrEqual(cells);
      }),
    );
    // fast-check's first grapheme takes seconds where much else runs.
  }, 30_000);

  it('are saved in the middle of a name', () => {
    expect(shortenMiddle('ops-ssh-default-centos-stream-9', 15)).toBe('ops-ssh…tream-9');
    expect(shortenMiddle('short', 15)).toBe('short');
    expect(cellWidth(shortenMiddle('漢字漢字漢字', 7))).toBeLessThanOrEqual(7);
  });

  it('are filled up with spaces', () => {
    expect(padCells('漢', 4)).toBe('漢  ');
    expect(padCells('long', 2)).toBe('long');
  });
});
