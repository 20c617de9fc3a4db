import { takeCells } from '../../base/text/cell-width.ts';
import { cutText, MOST_CELLS } from './headline.ts';
import { lineWidth, span, type Line, type Span } from './line.ts';
import { count } from '../../base/text/count.ts';

/** Cells that the longest piece of a line keeps, so that it is still known. */
const LEAST = 40;

/**
 * The line for a pipe: no longer than a log of CI is read, with a count of what was cut. It is the longest piece that is
 * cut, a command or a name, rather than what is said of it. Commands to paste and paths of reports stay whole.
 */
export function cutLine(line: Line, cells: number = MOST_CELLS): Line {
  const excess = lineWidth(line) - cells;
  if (excess <= 0 || line.some(({ isCommand, file }) => isCommand || file !== undefined)) return line;
  const widths = line.map((part) => lineWidth([part]));
  const at = widths.indexOf(Math.max(...widths));
  const shorter = line.with(at, cutSpan(line[at] ?? span(''), Math.max(LEAST, (widths[at] ?? 0) - excess)));
  return at === line.length - 1 || lineWidth(shorter) <= cells + NOTE ? shorter : cutEnd(shorter, cells);
}

/** Cells of a note of what was cut, which may stand beyond the end. */
const NOTE = 24;

function cutSpan(part: Span, cells: number): Span {
  return { ...part, text: cutText(part.text, cells) };
}

function cutEnd(line: Line, cells: number): Line {
  const kept: Span[] = [];
  let left = cells;
  let cut = 0;
  for (const part of line) {
    const text = cut > 0 ? '' : takeCells(part.text, left);
    cut += [...part.text].length - [...text].length;
    left -= lineWidth([{ ...part, text }]);
    kept.push({ ...part, text });
  }
  return [...kept, span(`… (+ ${count(cut, 'character')})`, 'dim')];
}
