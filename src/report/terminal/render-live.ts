import { formatLeft } from '../../base/time/format-duration.ts';
import { fitLine, span, type Line } from '../text/line.ts';
import { renderRow, type RowView } from './render-row.ts';
import { isFailed, isRunning, isWaiting, type RunRow } from './run-row.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface LiveView extends RowView {
  readonly concurrency: number;
  /** First line: what runs on what. It stays in view while the table is redrawn. */
  readonly header: Line;
}

/**
 * The table as lines, none wider than the screen, together lower than it: the header, rows in the order of the
 * run, the summary. Pure.
 */
export function renderLive(view: LiveView, size: ScreenSize): readonly Line[] {
  const columns = Math.max(20, size.columns - 1);
  const room = Math.max(1, size.rows - 3);
  const isWhole = view.rows.length <= room;
  const chosen = chooseRows(view.rows, isWhole ? room : Math.max(1, room - 1));
  const hidden = view.rows.filter((row) => !chosen.has(row));
  const lines = [
    fitLine(view.header, columns),
    ...view.rows.filter((row) => chosen.has(row)).map((row) => renderRow(row, view, columns)),
    ...(hidden.length === 0 ? [] : [fitLine(renderHidden(hidden), columns)]),
    fitLine(renderSummary(view), columns),
  ];
  return lines.slice(-Math.max(1, size.rows - 1));
}

/** Running and failed first, then those that wait, then those that passed, the latest of them. */
function chooseRows(rows: readonly RunRow[], room: number): ReadonlySet<RunRow> {
  const good = rows.filter((row) => row.result !== undefined && !isFailed(row));
  const ranked = [
    ...rows.filter((row) => isRunning(row)),
    ...rows.filter((row) => isFailed(row)),
    ...rows.filter((row) => isWaiting(row)),
    ...good.toReversed(),
  ];
  return new Set(ranked.slice(0, room));
}

function renderHidden(rows: readonly RunRow[]): Line {
  const total = (matches: (row: RunRow) => boolean): number => rows.filter((row) => matches(row)).length;
  const parts: readonly (readonly [number, string])[] = [
    [total(isRunning), 'running'],
    [total(isFailed), 'failed'],
    [total(isWaiting), 'waiting'],
    [total((row) => row.result !== undefined && !isFailed(row)), 'done'],
  ];
  const words = parts
    .filter(([number]) => number > 0)
    .map(([number, word], index) => `${number}${index === 0 ? ' more' : ''} ${word}`);
  return [span(` … ${words.join(', ')}`, 'dim')];
}

function renderSummary(view: LiveView): Line {
  const done = view.rows.filter((row) => row.result !== undefined);
  const failed = done.filter((row) => row.result?.outcome === 'fail').length;
  const errors = done.filter((row) => row.result?.outcome === 'error').length;
  const left = estimateLeft(view);
  return [
    span(` ${done.length} of ${view.rows.length}`, 'strong'),
    ...(failed > 0 ? [span(' · '), span(`${failed} failed`, 'fail')] : []),
    ...(errors > 0 ? [span(' · '), span(`${errors} could not be run`, 'error')] : []),
    ...(left === undefined ? [] : [span(` · ${formatLeft(left)}`)]),
  ];
}

/** Milliseconds that the rest will take; undefined until one instance has finished. */
function estimateLeft(view: LiveView): number | undefined {
  const durations = view.rows.flatMap((row) => (row.result === undefined ? [] : [row.result.durationMs]));
  const open = view.rows.filter((row) => row.result === undefined);
  if (durations.length === 0 || open.length === 0) return undefined;
  const mean = durations.reduce((sum, ms) => sum + ms, 0) / durations.length;
  const left = open.map((row) =>
    row.startedAt === undefined ? mean : Math.max(500, mean - (view.now - row.startedAt)),
  );
  const atOnce = Math.max(1, Math.min(view.concurrency, open.length));
  return Math.max(left.reduce((sum, ms) => sum + ms, 0) / atOnce, Math.max(...left));
}
