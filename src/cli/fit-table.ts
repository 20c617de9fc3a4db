import { cellWidth, shortenEnd, shortenMiddle } from '../base/text/cell-width.ts';
import { renderTable } from './render-table.ts';

/** What is done to a table that is too wide. */
export interface TableFit {
  /** Cells of the terminal; undefined: no terminal, so nothing is left out. */
  readonly columns: number | undefined;
  /** Heads of columns that may be left out, the first one first. */
  readonly drop: readonly string[];
  /** Fewest cells of the first column, which is shortened in its middle when nothing more can be left out. */
  readonly leastName: number;
}

/** `renderTable` in the width that there is: columns are left out, then names shortened, then lines cut. Pure. */
export function fitTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, drop, leastName }: TableFit,
): readonly string[] {
  const lines = renderTable(head, rows);
  const over = columns === undefined ? 0 : widest(lines) - columns;
  if (columns === undefined || over <= 0) return lines;
  const at = drop.flatMap((name) => (head.includes(name) ? [head.indexOf(name)] : []))[0];
  if (at !== undefined) {
    const without = (cells: readonly string[]) => cells.toSpliced(at, 1);
    return fitTable(without(head), rows.map(without), { columns, drop, leastName });
  }
  const name = Math.max(leastName, Math.max(...rows.map(([first = '']) => cellWidth(first))) - over);
  const short = rows.map(([first = '', ...others]) => [shortenMiddle(first, name), ...others]);
  return renderTable(head, short).map((line) => shortenEnd(line, columns));
}

function widest(lines: readonly string[]): number {
  return Math.max(...lines.map(cellWidth));
}
