import { cellWidth, padCells } from '../base/text/cell-width.ts';
import { cleanName } from '../base/text/clean-text.ts';

/** Lines of columns, left aligned, two spaces apart; a column without content is left out. Cells are cleaned. */
export function renderTable(head: readonly string[], written: readonly (readonly string[])[]): readonly string[] {
  const rows = written.map((row) => row.map(cleanName));
  const used = head.map((_, column) => rows.some((row) => row[column]));
  const keep = (row: readonly string[]) => row.filter((_, column) => used[column]);
  const lines = [keep(head), ...rows.map(keep)];
  const widths = keep(head).map((_, column) => Math.max(...lines.map((line) => cellWidth(line[column] ?? ''))));
  const pad = (line: readonly string[]) =>
    line
      .map((cell, column) => padCells(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return lines.map(pad);
}
