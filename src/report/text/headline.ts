import { takeCells } from '../../base/text/cell-width.ts';
import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';

/** Where the line of an event ends; what is longer stands whole in the final report and in the log. */
const MOST_CELLS = 160;
const TRACEBACK = /Traceback \(most recent call last\):?/;

/**
 * A message of several lines on one, whole where it fits. Else what is new in it: its first line, or, of a Python traceback,
 * what led to it and the error, which is its last line; what was left out is counted: `(+ 12 lines)`.
 */
export function headline(text: string): string {
  const lines = cleanLines(text)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const whole = cleanLine(text);
  if (takeCells(whole, MOST_CELLS) === whole) return whole;
  const at = lines.findIndex((line) => TRACEBACK.test(line));
  const told = at < 0 ? lines.slice(0, 1) : [(lines[at] ?? '').replace(TRACEBACK, '').trim(), lines.at(-1) ?? ''];
  const news = told.filter((part) => part !== '').join(' ');
  const kept = takeCells(news, MOST_CELLS);
  const left = lines.length - (at < 0 ? 1 : 2);
  return `${kept}${kept === news ? '' : '…'}${left > 0 ? ` (+ ${left} ${left === 1 ? 'line' : 'lines'})` : ''}`;
}
