import { shortenMiddle } from '../../base/text/cell-width.ts';
import { count } from '../../base/text/count.ts';
import { foldJournals } from '../explain/journal-lines.ts';
import { plainLine, type Line } from '../text/line.ts';

/** Lines below the first, and cells of a line: what stands beside a line of code is read at a glance. */
const MOST_LINES = 30;
const MOST_CELLS = 240;

/** Lines below a labelled one as text, cut where they go on for ever. `known`: what was said already, left out. Pure. */
export function cutDetails(lines: readonly Line[], known?: string): readonly string[] {
  const texts = foldJournals(lines).map((line) => plainLine(line).replace(/^ {4}/, ''));
  const news = texts.filter((text, at) => at > 0 || text.trim() !== known);
  const kept = news.slice(0, MOST_LINES).map((text) => shortenMiddle(text, MOST_CELLS));
  const left = news.length - kept.length;
  return left === 0 ? kept : [...kept, `… ${count(left, 'more line')} in the log`];
}
