import { formatShare } from '../../base/text/format-share.ts';
import { cellWidth } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { formatPhaseTime } from '../../base/time/format-duration.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import { count } from '../../base/text/count.ts';
import { outcomeSign } from '../../contract/outcome.ts';
import { markCell, MARKS } from './mark-cell.ts';

/** What a table of history is made of. */
export interface TableFacts {
  readonly view: FleetView;
  /** Newest first. */
  readonly results: readonly ResultRow[];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Most marks, or rows of an instance. */
  readonly most: number;
  /** Cells of the terminal; undefined: no terminal. */
  readonly width: number | undefined;
}

/** A table, and lines that stand below it. */
export interface HistoryTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Heads of columns that a narrow terminal does without, the least missed first. */
  readonly drop: readonly string[];
  readonly below: readonly string[];
}

const DROP = ['LAST FAILURE', 'FLAKY', 'TOOK'];
/** Fewer say nothing: a week. */
const LEAST_MARKS = 7;
/** Two spaces between columns. */
const GAP = 2;

/** A row for each instance, with a mark for each night, the oldest left; what is red is explained below. Pure. */
export function tabulateFleet(facts: TableFacts): HistoryTable {
  const { view, now } = facts;
  const unit = view.nights.length > 0 ? 'NIGHTS' : 'RUNS';
  const head = ['INSTANCE', unit, 'LAST PASS', 'LAST FAILURE', 'TOOK', 'FLAKY'];
  const all = view.instances.map((one) => ({ one, marks: markInstance(one, facts), others: describeOthers(one, now) }));
  const room = countMarks(
    all.map(({ one, others }) => [one.name, ...others]),
    head.filter((name) => name !== unit && name !== 'LAST FAILURE'),
    facts,
  );
  // The newest ones stand below each other.
  const longest = Math.min(room, Math.max(0, ...all.map(({ marks }) => marks.length)));
  return {
    head,
    rows: all.map(({ one, marks, others }) => [
      one.name,
      marks.slice(0, room).toReversed().join('').padStart(longest),
      ...others,
    ]),
    drop: DROP,
    below: [...view.instances.flatMap((one) => explainRed(one)), '', MARKS],
  };
}

/** Newest first. Without nights, of each instance its runs. */
function markInstance({ name, cells }: InstanceView, { view, results }: TableFacts): readonly string[] {
  if (view.nights.length > 0) return cells.map(markCell);
  const own = results.filter((result) => result.name === name);
  return own.map(({ outcome, isFlaky = false }) => markCell({ outcome, isFlaky }));
}

function describeOthers({ latest, lastPass, lastFailure, flakeRate }: InstanceView, now: number): readonly string[] {
  const age = (result: ResultRow | undefined): string =>
    result === undefined ? '' : formatAge(now - Date.parse(result.startedAt));
  return [
    age(lastPass),
    age(lastFailure),
    latest === undefined ? '' : formatPhaseTime(latest.durationMs),
    flakeRate === 0 ? '' : formatShare(flakeRate),
  ];
}

/** How many marks have room beside the columns that stay longest. */
function countMarks(
  rows: readonly (readonly string[])[],
  head: readonly string[],
  { width, most }: TableFacts,
): number {
  if (width === undefined) return most;
  const lines = [head, ...rows.map((row) => row.toSpliced(2, 1))];
  const widths = head.map((_, at) => Math.max(...lines.map((line) => cellWidth(cleanLine(line[at] ?? '')))));
  const used = widths.filter((cells, at) => cells > 0 && rows.some((row) => row.toSpliced(2, 1)[at] !== ''));
  const taken = used.reduce((sum, cells) => sum + cells + GAP, 0);
  return Math.min(most, Math.max(LEAST_MARKS, width - taken));
}

/** Since when an instance is red, on which snapshot, and why; nothing where it is not. Pure. */
export function explainRed({ name, redSince, latest, cells }: InstanceView): readonly string[] {
  if (redSince === undefined || latest === undefined) return [];
  const nights = countRed(cells);
  const times = nights > 1 ? `, ${count(nights, 'night')}` : '';
  const where = redSince.snapshot === undefined ? '' : `, with ${redSince.snapshot.id}`;
  return [
    '',
    `${outcomeSign(latest.outcome)} ${cleanLine(name)}  red since ${formatTime(redSince.startedAt)} UTC${times}${where}`,
    ...(latest.reason === '' ? [] : [`  ${cleanLine(latest.reason)}`]),
  ];
}

/** Nights since the last pass, the newest first; those in which it was not judged say nothing. */
function countRed(cells: InstanceView['cells']): number {
  const judged = cells.filter((cell) => cell !== undefined && cell.outcome !== 'skip');
  const passed = judged.findIndex((cell) => cell?.outcome === 'pass');
  return passed === -1 ? judged.length : passed;
}
