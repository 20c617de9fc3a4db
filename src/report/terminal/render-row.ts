import { cellWidth, padCells, shortenMiddle } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration, formatPhaseTime } from '../../base/time/format-duration.ts';
import { isCutShort, isNotBegun } from '../explain/cut-short.ts';
import { describeResult } from '../explain/describe-result.ts';
import type { Phase } from '../../contract/phases.ts';
import { fitLine, lineWidth, span, type Line } from '../text/line.ts';
import { outcomeTone, retryWord } from '../text/words.ts';
import { outcomeSign } from '../../contract/outcome.ts';
import { isFailed, isFlaky, isWaiting, type FinishedPhase, type RunRow } from './run-row.ts';

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Cells for phases and progress, between the name and the time; what failed may take more. */
const MIDDLE = 60;
const TIME = 12;
/** The sooner a phase is named here, the sooner it gives way where there is no room. */
const LEAST_WANTED: readonly Phase[] = ['prepare', 'destroy', 'create', 'reboot', 'verify', 'again', 'converge'];
/** Cells that are kept for what happens now, however many phases are finished. */
const NOW = 24;
/** A shorter `prepare` is not shown: `prepare 0.0` says nothing. */
const NOTHING_MS = 100;

/** What a row depends on of the whole table. */
export interface RowView {
  /** All rows: their names are one column. */
  readonly rows: readonly RunRow[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Counts up with every redraw; turns the spinner. */
  readonly frame: number;
}

/** One instance: sign, name, phases or progress, time. Takes at most `columns` cells. */
export function renderRow(row: RunRow, view: RowView, columns: number): Line {
  const longest = Math.max(...view.rows.map((one) => cellWidth(one.summary.name)));
  const nameCells = Math.min(longest, Math.max(12, Math.floor(columns * 0.45)));
  const room = columns - 3 - nameCells - 2 - TIME;
  const middleCells = Math.min(Math.max(MIDDLE, longestFailure(view.rows)), room);
  const name = span(
    padCells(shortenMiddle(row.summary.name, nameCells), nameCells),
    isFailed(row) ? 'strong' : 'plain',
  );
  const start: Line = [span(' '), ...renderSign(row, view.frame), span(' '), name];
  const time = elapsed(row, view.now);
  if (middleCells < 10) return fitLine([...start, span('  '), ...renderNow(row)], columns);
  const middle = renderMiddle(row, time === '' ? middleCells + TIME : middleCells + TIME - time.length - 2);
  const gap = Math.max(1, middleCells - lineWidth(middle) + TIME - time.length);
  return fitLine(
    [...start, span('  '), ...middle, ...(time === '' ? [] : [span(' '.repeat(gap)), span(time, 'dim')])],
    columns,
  );
}

/** Cells of the longest words on a failure, which do not change any more. */
function longestFailure(rows: readonly RunRow[]): number {
  return Math.max(0, ...rows.filter((row) => isFailed(row)).map((row) => lineWidth(renderNow(row))));
}

/** Finished phases, then what happens now; where there is no room, the least wanted phases are dropped first. */
function renderMiddle(row: RunRow, cells: number): Line {
  const now = renderNow(row);
  const kept = row.result === undefined ? Math.min(lineWidth(now), NOW) : lineWidth(now);
  const join = (finished: readonly FinishedPhase[]): Line =>
    [...finished.map((one) => renderFinished(one)), now]
      .filter((part) => lineWidth(part) > 0)
      .flatMap((part, at) => (at === 0 ? part : [span('  '), ...part]));
  let finished = isFailed(row) ? [] : row.finished.filter((one) => one.outcome !== 'pass' || !isQuiet(one));
  while (finished.length > 0 && lineWidth(join(finished)) > cells + (lineWidth(now) - kept)) {
    const least = LEAST_WANTED.find((phase) => finished.some((one) => one.phase === phase));
    finished = finished.toSpliced(
      Math.max(
        0,
        finished.findIndex(({ phase }) => phase === least),
      ),
      1,
    );
  }
  return fitLine(join(finished), cells);
}

function renderFinished({ phase, durationMs }: FinishedPhase): Line {
  return [span(`${phase} `, 'dim'), span(formatPhaseTime(durationMs))];
}

/** Not worth showing: the removal, and an image that was there already. */
function isQuiet({ phase, durationMs }: FinishedPhase): boolean {
  return phase === 'destroy' || (phase === 'prepare' && durationMs < NOTHING_MS);
}

function renderNow(row: RunRow): Line {
  const { current, result } = row;
  if (result !== undefined && isCutShort(result))
    return [span(isNotBegun(result) ? 'not started' : 'interrupted', 'dim')];
  if (result !== undefined) {
    const text = describeResult(result);
    const retried = row.retries > 0 ? [span(retryWord(row.retries), 'error')] : [];
    if (isFlaky(row)) return [...retried, span(retried.length > 0 ? '  flaky' : 'flaky', 'flaky')];
    const gap = retried.length > 0 && text !== '' ? '  ' : '';
    return [...retried, span(`${gap}${text}`, result.outcome === 'pass' ? 'dim' : outcomeTone(result.outcome))];
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

function renderSign(row: RunRow, frame: number): Line {
  if (row.result !== undefined && isNotBegun(row.result)) return [span('·', 'dim')];
  if (isFlaky(row)) return [span('~', 'flaky')];
  if (row.result !== undefined) return [span(outcomeSign(row.result.outcome), outcomeTone(row.result.outcome))];
  if (isWaiting(row)) return [span('·', 'dim')];
  return [span(SPINNER[frame % SPINNER.length] ?? '⠋', 'active')];
}

function elapsed(row: RunRow, now: number): string {
  if (row.result !== undefined && isNotBegun(row.result)) return '';
  if (row.result !== undefined) return formatDuration(row.result.durationMs);
  return row.startedAt === undefined ? '' : formatDuration(now - row.startedAt);
}
