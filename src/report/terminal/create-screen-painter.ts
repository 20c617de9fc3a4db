import { cellWidth } from '../../base/text/cell-width.ts';
import type { ScreenSize } from './render-live.ts';

const CURSOR_HIDE = '\u001b[?25l';
const CURSOR_SHOW = '\u001b[?25h';
const ERASE_LINE_END = '\u001b[K';
const ERASE_BELOW = '\u001b[J';

export interface ScreenPainter {
  /** `painted` is shown; `plain` is the same without colour, by which the width of each line is known. */
  draw(painted: readonly string[], plain: readonly string[], size: ScreenSize): void;
  /** Takes the block off the screen. */
  clear(size: ScreenSize): void;
  /** Leaves the block as it stands; shows the cursor again. Calling it twice does nothing more. */
  release(): void;
}

/**
 * Redraws a block of lines in place with cursor moves, one write per frame, and only lines that changed, so nothing
 * flickers. The cursor is hidden from the first frame to `release`.
 */
export function createScreenPainter(write: (text: string) => void): ScreenPainter {
  let shown: readonly string[] = [];
  let shownPlain: readonly string[] = [];
  let columns = 0;
  let isHidden = false;

  const moveUp = (size: ScreenSize): string => {
    const height = size.columns === columns ? shown.length : wrappedHeight(shownPlain, size.columns);
    return height === 0 ? '\r' : `\u001b[${Math.min(height, Math.max(1, size.rows - 1))}F`;
  };

  return {
    draw(painted, plain, size) {
      const isResized = size.columns !== columns && shown.length > 0;
      if (!isResized && isHidden && painted.length === shown.length && painted.every((line, at) => line === shown[at]))
        return;
      const body = painted.map((line, at) => (!isResized && line === shown[at] ? '\n' : `${line}${ERASE_LINE_END}\n`));
      const wipe = isResized ? ERASE_BELOW : '';
      const rest = painted.length < shown.length ? ERASE_BELOW : '';
      write(`${isHidden ? '' : CURSOR_HIDE}${moveUp(size)}${wipe}${body.join('')}${rest}`);
      isHidden = true;
      [shown, shownPlain, columns] = [painted, plain, size.columns];
    },
    clear(size) {
      if (shown.length > 0) write(`${moveUp(size)}${ERASE_BELOW}`);
      [shown, shownPlain] = [[], []];
    },
    release() {
      if (isHidden) write(CURSOR_SHOW);
      isHidden = false;
    },
  };
}

/** Lines a block takes after the terminal wrapped those that are now too wide for it. */
function wrappedHeight(plain: readonly string[], columns: number): number {
  return plain.reduce((sum, line) => sum + Math.max(1, Math.ceil(cellWidth(line) / Math.max(1, columns))), 0);
}
