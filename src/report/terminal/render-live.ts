import { cellWidth, padCells, shortenMiddle } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { describeResult } from '../explain/describe-result.ts';
import { formatDuration, formatLeft, formatPhaseTime } from '../../base/time/format-duration.ts';
import { fitLine, lineWidth, span } from '../text/line.ts';
import type { Line } from '../text/line.ts';
import { retryWord } from '../explain/render-failure.ts';
import type { FinishedPhase, RunRow } from './run-row.ts';
import { outcomeSign, outcomeTone } from '../text/words.ts';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

export interface LiveView {
  readonly rows: readonly RunRow[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts up with every redraw; turns the spinner. */
  readonly frame: number;
  readonly concurrency: number;
  /** First line: what runs on what. It stays in view while the table is redrawn. */
  readonly header: Line;
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Cells of phases and progress beside the name before the time is pushed out to the right. */
const MIDDLE = 60;
const TIME = 12;
/** Cells that what happens now keeps, however many phases are finished. */
const NOW = 24;
/** `prepare 0.0` says nothing. */
const NOTHING_MS = 100;

function isBad(row: RunRow): boolean {
  return row.result?.outcome === 'fail' || row.result?.outcome === 'error';
}

function isRunning(row: RunRow): boolean {
  return row.result === undefined && row.startedAt !== undefined;
}

function isWaiting(row: RunRow): boolean {
  return row.result === undefined && row.startedAt === undefined;
}

function renderSign(row: RunRow, frame: number): Line {
  if (row.result !== undefined) return [span(outcomeSign(row.result.outcome), outcomeTone(row.result.outcome))];
  if (isWaiting(row)) return [span('·', 'dim')];
  return [span(SPINNER[frame % SPINNER.length] ?? '⠋', 'active')];
}

/** Removing is no news, and neither is an image that was there already. */
function isQuiet({ phase, durationMs }: FinishedPhase): boolean {
  return phase === 'destroy' || (phase === 'prepare' && durationMs < NOTHING_MS);
}

function renderFinished(row: RunRow): readonly Line[] {
  const told = row.finished.filter((one) => one.outcome !== 'pass' || !isQuiet(one));
  return told.map(({ phase, durationMs }) => [span(`${phase} `, 'dim'), span(formatPhaseTime(durationMs))]);
}

function renderNow(row: RunRow): Line {
  const { current, result } = row;
  if (result !== undefined) {
    const text = describeResult(result);
    const retried = row.retries > 0 ? [span(retryWord(row.retries), 'error')] : [];
    const gap = retried.length > 0 && text !== '' ? '  ' : '';
    return [...retried, span(`${gap}${text}`, outcomeTone(result.outcome))];
  }
  if (row.startedAt === undefined) {
    return [span(row.waitingFor === '' ? 'waiting' : cleanLine(row.waitingFor), 'dim')];
  }
  if (current === undefined) return [];
  const far =
    current.done === undefined ? '' : ` ${current.done}${current.total === undefined ? '' : `/${current.total}`}`;
  const attempt = current.attempt > 1 ? [span(` try ${current.attempt}`, 'error')] : [];
  return [span(current.phase, 'active'), span(far), ...attempt, span(`  ${cleanLine(current.text)}`)];
}

/** Finished phases before what happens now; the earliest go first when there is no room. */
function renderMiddle(row: RunRow, cells: number): Line {
  const now = renderNow(row);
  const finished = isBad(row) ? [] : [...renderFinished(row)];
  const kept = row.result === undefined ? Math.min(lineWidth(now), NOW) : lineWidth(now);
  const join = (): Line =>
    [...finished, now]
      .filter((part) => lineWidth(part) > 0)
      .flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
  while (finished.length > 0 && lineWidth(join()) > cells + (lineWidth(now) - kept)) finished.shift();
  return fitLine(join(), cells);
}

function elapsed(row: RunRow, now: number): string {
  if (row.result !== undefined) return formatDuration(row.result.durationMs);
  return row.startedAt === undefined ? '' : formatDuration(now - row.startedAt);
}

/** One instance: sign, name, phases or progress, time. Takes at most `columns` cells. */
export function renderRow(row: RunRow, view: LiveView, columns: number): Line {
  const longest = Math.max(...view.rows.map((one) => cellWidth(one.summary.name)));
  const nameCells = Math.min(longest, Math.max(12, Math.floor(columns * 0.45)));
  const middleCells = Math.min(MIDDLE, columns - 3 - nameCells - 2 - TIME);
  const name = span(padCells(shortenMiddle(row.summary.name, nameCells), nameCells), isBad(row) ? 'strong' : 'plain');
  const start: Line = [span(' '), ...renderSign(row, view.frame), span(' '), name];
  const time = elapsed(row, view.now);
  if (middleCells < 10) return fitLine([...start, span('  '), ...renderNow(row)], columns);
  const middle = renderMiddle(row, isWaiting(row) ? middleCells + TIME : middleCells);
  const gap = Math.max(1, middleCells - lineWidth(middle) + TIME - time.length);
  return fitLine(
    [...start, span('  '), ...middle, ...(time === '' ? [] : [span(' '.repeat(gap)), span(time, 'dim')])],
    columns,
  );
}

/** Milliseconds; undefined until one has finished. */
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

/** Running and failed first, then those that wait, then those that passed, the latest of them. */
function chooseRows(rows: readonly RunRow[], places: number): ReadonlySet<RunRow> {
  const good = rows.filter((row) => row.result !== undefined && !isBad(row));
  const ranked = [
    ...rows.filter((row) => isRunning(row)),
    ...rows.filter((row) => isBad(row)),
    ...rows.filter((row) => isWaiting(row)),
    ...good.toReversed(),
  ];
  return new Set(ranked.slice(0, places));
}

function renderHidden(rows: readonly RunRow[]): Line {
  const total = (matches: (row: RunRow) => boolean): number => rows.filter((row) => matches(row)).length;
  const parts: readonly (readonly [number, string])[] = [
    [total(isRunning), 'running'],
    [total(isBad), 'failed'],
    [total(isWaiting), 'waiting'],
    [total((row) => row.result !== undefined && !isBad(row)), 'done'],
  ];
  const words = parts
    .filter(([number]) => number > 0)
    .map(([number, word], index) => `${number}${index === 0 ? ' more' : ''} ${word}`);
  return [span(` … ${words.join(', ')}`, 'dim')];
}

/**
 * The table as lines, none wider than the screen, together lower than it: the header, rows in the order of the
 * run, the summary. Pure.
 */
export function renderLive(view: LiveView, size: ScreenSize): readonly Line[] {
  const columns = Math.max(20, size.columns - 1);
  const places = Math.max(1, size.rows - 3);
  const isWhole = view.rows.length <= places;
  const chosen = chooseRows(view.rows, isWhole ? places : Math.max(1, places - 1));
  const hidden = view.rows.filter((row) => !chosen.has(row));
  const lines = [
    fitLine(view.header, columns),
    ...view.rows.filter((row) => chosen.has(row)).map((row) => renderRow(row, view, columns)),
    ...(hidden.length === 0 ? [] : [fitLine(renderHidden(hidden), columns)]),
    fitLine(renderSummary(view), columns),
  ];
  return lines.slice(-Math.max(1, size.rows - 1));
}
