import { cellWidth } from '../../base/text/cell-width.ts';
import type { ScreenSize } from './render-live.ts';

const CURSOR_HIDE = '\u001b[?25l';
const CURSOR_SHOW = '\u001b[?25h';
const ERASE_LINE_END = '\u001b[K';

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

  const blockHeight = (size: ScreenSize): number => {
    const height = size.columns === columns ? shown.length : wrappedHeight(shownPlain, size.columns);
    return Math.min(height, Math.max(1, size.rows - 1));
  };
  const moveUp = (size: ScreenSize): string => upBy(blockHeight(size));

  return {
    draw(painted, plain, size) {
      const isResized = size.columns !== columns && shown.length > 0;
      if (!isResized && isHidden && painted.length === shown.length && painted.every((line, at) => line === shown[at]))
        return;
      const body = painted.map((line, at) => (!isResized && line === shown[at] ? '\n' : `${line}${ERASE_LINE_END}\n`));
      const wipe = isResized ? eraseLines(blockHeight(size)) : '';
      const rest = eraseLines(isResized ? 0 : Math.max(0, shown.length - painted.length));
      write(`${isHidden ? '' : CURSOR_HIDE}${moveUp(size)}${wipe}${body.join('')}${rest}`);
      isHidden = true;
      [shown, shownPlain, columns] = [painted, plain, size.columns];
    },
    clear(size) {
      if (shown.length > 0) write(`${moveUp(size)}${eraseLines(blockHeight(size))}`);
      [shown, shownPlain] = [[], []];
    },
    release() {
      if (isHidden) write(CURSOR_SHOW);
      isHidden = false;
    },
  };
}

/**
 * Erases so many lines from the cursor down and the one below, where a typed `^C` may stand, and goes back. Line by line: at the top of the screen some terminals take
 * "erase all below" to be a new screen, and keep the old one in their history.
 */
function eraseLines(lines: number): string {
  return `${`${ERASE_LINE_END}\n`.repeat(lines)}${ERASE_LINE_END}${upBy(lines)}`;
}

function upBy(lines: number): string {
  return lines === 0 ? '\r' : `\u001b[${lines}F`;
}

/** Lines a block takes after the terminal wrapped those that are now too wide for it. */
function wrappedHeight(plain: readonly string[], columns: number): number {
  return plain.reduce((sum, line) => sum + Math.max(1, Math.ceil(cellWidth(line) / Math.max(1, columns))), 0);
}
