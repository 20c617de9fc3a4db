import { formatDuration, formatLeft } from '../../base/time/format-duration.ts';
import { isCutShort } from '../explain/cut-short.ts';
import { fitLine, span, type Line } from '../text/line.ts';
import { successWord } from '../text/words.ts';
import { count } from '../../base/text/count.ts';
import { estimateLeft } from './estimate-left.ts';
import { renderRow, type RowView } from './render-row.ts';
import { isFailed, isFlaky, isRunning, isWaiting, type RunRow } from './run-row.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface LiveView extends RowView {
  readonly concurrency: number;
  /** First line: what runs on what. It stays in view while the table is redrawn. */
  readonly header: Line;
  /** `test`, `converge`, … */
  readonly verb: string;
  /** When the run began, milliseconds since the epoch. */
  readonly startedAt: number;
  /** Milliseconds, by instance, of earlier runs. */
  readonly usualMs: Readonly<Record<string, number>>;
  /** Whether somebody interrupted it. */
  readonly isStopping: boolean;
}

/** So many rows that wait for the same say as much as one. */
const FOLDED = 3;

/**
 * The table as lines, none wider than the screen, together lower than it: the header, rows in the order of the run, who
 * waits for what, the summary. Pure.
 */
export function renderLive(view: LiveView, size: ScreenSize): readonly Line[] {
  const columns = Math.max(20, size.columns - 1);
  // The header, the summary, the line of the cursor, and one above: a terminal that loses its first line scrolls.
  const most = Math.max(1, size.rows - 4);
  const folds = foldWaiting(view.rows);
  const folded = new Set(folds.flatMap(({ rows }) => rows));
  const open = view.rows.filter((row) => !folded.has(row));
  const room = Math.max(1, most - folds.length);
  const chosen = chooseRows(open, open.length <= room ? room : Math.max(1, room - 1));
  const hidden = open.filter((row) => !chosen.has(row));
  const lines = [
    view.header,
    ...open.filter((row) => chosen.has(row)).map((row) => renderRow(row, view, columns)),
    ...(hidden.length === 0 ? [] : [renderHidden(hidden, view.verb)]),
    ...folds.map((fold) => renderFold(fold)),
    view.isStopping ? renderStopping(view) : renderSummary(view),
  ];
  return lines.slice(-Math.max(1, size.rows - 2)).map((line) => fitLine(line, columns));
}

/** Rows that wait for the same. */
interface Fold {
  readonly reason: string;
  readonly rows: readonly RunRow[];
}

function foldWaiting(rows: readonly RunRow[]): readonly Fold[] {
  const waiting = rows.filter((row) => isWaiting(row));
  // The amounts in brackets differ from row to row and from moment to moment.
  const groups = Map.groupBy(waiting, ({ waitingFor }) => waitingFor.replace(/ *\(.*$/, ''));
  return [...groups].filter(([, { length }]) => length > FOLDED).map(([reason, same]) => ({ reason, rows: same }));
}

/** ` · 18 instances  waiting for a core` */
function renderFold({ reason, rows }: Fold): Line {
  return [span(` · ${count(rows.length, 'instance')}  ${reason === '' ? 'waiting' : reason}`, 'dim')];
}

/** Running and failed first, then those that passed, the latest of them, then those that wait. */
function chooseRows(rows: readonly RunRow[], room: number): ReadonlySet<RunRow> {
  const good = rows.filter((row) => row.result !== undefined && !isFailed(row));
  const ranked = [
    ...rows.filter((row) => isRunning(row)),
    ...rows.filter((row) => isFailed(row)),
    ...good.toReversed(),
    ...rows.filter((row) => isWaiting(row)),
  ];
  return new Set(ranked.slice(0, room));
}

function renderHidden(rows: readonly RunRow[], verb: string): Line {
  const total = (matches: (row: RunRow) => boolean): number => rows.filter((row) => matches(row)).length;
  const parts: readonly (readonly [number, string])[] = [
    [total(isRunning), 'running'],
    [total(isFailed), 'not well'],
    [total((row) => row.result?.outcome === 'pass'), successWord(verb)],
    [total((row) => row.result?.outcome === 'skip'), 'skipped'],
    [total(isWaiting), 'waiting'],
  ];
  const words = parts
    .filter(([number]) => number > 0)
    .map(([number, word], index) => `${number}${index === 0 ? ' more' : ''} ${word}`);
  return [span(` … ${words.join(', ')}`, 'dim')];
}

/** ` 5 of 9 · 4 passed · 1 failed · 12.0 s · about 8 s left` */
function renderSummary(view: LiveView): Line {
  const ended = view.rows.flatMap(({ result }) => (result === undefined || isCutShort(result) ? [] : [result]));
  const total = (outcome: string): number => ended.filter((one) => one.outcome === outcome).length;
  const left = estimateLeft(
    view.rows.map(({ summary, startedAt, result }) => ({
      usualMs: view.usualMs[summary.name],
      startedAt,
      durationMs: result?.durationMs,
    })),
    { now: view.now, atOnce: view.concurrency },
  );
  const parts: readonly (Line | false)[] = [
    [span(`${ended.length} of ${view.rows.length}`, 'strong')],
    total('pass') > 0 && [span(`${total('pass')} ${successWord(view.verb)}`, 'pass'), ...renderFlaky(view.rows)],
    total('fail') > 0 && [span(`${total('fail')} failed`, 'fail')],
    total('error') > 0 && [span(`${total('error')} could not be run`, 'error')],
    total('skip') > 0 && [span(`${total('skip')} skipped`, 'dim')],
    [span(formatDuration(view.now - view.startedAt))],
    left !== undefined && [span(formatLeft(left))],
  ];
  return parts.filter((part) => part !== false).flatMap((part, at) => [span(at === 0 ? ' ' : ' · '), ...part]);
}

function renderFlaky(rows: readonly RunRow[]): Line {
  const { length: flaky } = rows.filter((row) => isFlaky(row));
  return flaky === 0 ? [] : [span(' ('), span(`${flaky} flaky`, 'flaky'), span(')')];
}

/** ` stopping: 2 to end, what this run made is removed · Ctrl-C again: at once` */
function renderStopping({ rows }: LiveView): Line {
  const running = rows.filter((row) => isRunning(row));
  const removing = running.filter(({ current }) => current?.phase === 'destroy').length;
  const what = [
    removing > 0 ? `removing ${removing}` : '',
    running.length > removing ? `ending ${running.length - removing}` : '',
  ];
  const words = what.filter(Boolean).join(', ') || 'writing the reports';
  return [span(` stopping: ${words}`, 'error'), span(' · Ctrl-C again: at once', 'dim')];
}
