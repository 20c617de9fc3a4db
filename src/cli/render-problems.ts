import { cellWidth } from '../base/text/cell-width.ts';
import { cleanName } from '../base/text/clean-text.ts';
import { formatPlace, type Problem } from '../base/place/place.ts';

/** A longer line is cut around the place. */
const MOST_SHOWN = 100;

/** Each problem on a line; where it has one, the line of the file below it, with a caret at the place. */
export function renderProblems(problems: readonly Problem[]): readonly string[] {
  return problems.flatMap((problem) => [
    cleanName(`${formatPlace(problem)}  ${problem.message}`),
    ...(problem.excerpt === undefined ? [] : renderExcerpt(problem.excerpt, problem.column)),
  ]);
}

/** Cleaned as a whole: half of an order to a terminal would be left as text. */
function renderExcerpt(line: string, column: number): readonly string[] {
  const [whole, at] = [cleanName(line), cleanName(line.slice(0, column - 1)).length];
  const from = Math.max(0, at - MOST_SHOWN / 2);
  const start = `    ${from > 0 ? '…' : ''}${whole.slice(from, at)}`;
  return [`${start}${whole.slice(at, from + MOST_SHOWN)}`, `${' '.repeat(cellWidth(start))}^`];
}
