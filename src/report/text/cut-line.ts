import { takeCells } from '../../base/text/cell-width.ts';
import { MOST_CELLS } from './headline.ts';
import { lineWidth, span, type Line, type Span } from './line.ts';
import { count } from './words.ts';

/**
 * The line for a pipe: no longer than a log of CI is read, with a count of what was cut. Commands and paths of reports
 * stay whole: they are there to be taken.
 */
export function cutLine(line: Line, cells: number = MOST_CELLS): Line {
  if (lineWidth(line) <= cells || line.some(({ isCommand, file }) => isCommand || file !== undefined)) return line;
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
