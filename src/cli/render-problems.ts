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

function renderExcerpt(line: string, column: number): readonly string[] {
  const from = Math.max(0, column - 1 - MOST_SHOWN / 2);
  const [before, after] = [line.slice(from, column - 1), line.slice(column - 1, from + MOST_SHOWN)];
  const start = `    ${from > 0 ? '…' : ''}${cleanName(before)}`;
  return [`${start}${cleanName(after)}`, `${' '.repeat(cellWidth(start))}^`];
}
