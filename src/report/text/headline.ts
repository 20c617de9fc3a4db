import { cellWidth, takeCells } from '../../base/text/cell-width.ts';
import { cleanLines } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';

/** Where a message ends that stands on one line; what is longer stands whole in the log. */
export const MOST_CELLS = 160;
const TRACEBACK = /Traceback \(most recent call last\):?/;

/**
 * A message of several lines on one: its first line, and the next where the first only announces it; of a Python
 * traceback what led to it and the error, which is its last line. What was left out is counted: `(+ 12 lines)`.
 */
export function headline(text: string, cells: number = MOST_CELLS): string {
  const lines = cleanLines(text)
    .map((line) => line.trim().replaceAll(/\s+/g, ' '))
    .filter((line) => line !== '');
  const told = tellNews(lines);
  const left = lines.length - told.length;
  const news = told
    .map((line) => line.replace(TRACEBACK, '').trim())
    .filter((line) => line !== '')
    .join(' ');
  return cutText(news, cells) + (left > 0 ? ` (+ ${count(left, 'line')})` : '');
}

/** The text in some `cells`, with a count of what was cut. */
export function cutText(text: string, cells: number = MOST_CELLS): string {
  if (cellWidth(text) <= cells) return text;
  const kept = takeCells(text, cells);
  return `${kept}… (+ ${count([...text].length - [...kept].length, 'character')})`;
}

function tellNews(lines: readonly string[]): readonly string[] {
  const at = lines.findIndex((line) => TRACEBACK.test(line));
  if (at >= 0) return [lines[at] ?? '', ...(at < lines.length - 1 ? [lines.at(-1) ?? ''] : [])];
  return lines.slice(0, lines[0]?.endsWith(':') ? 2 : 1);
}
