import { cleanLine } from '../../base/text/clean-text.ts';
import { formatPhaseTime } from '../../base/time/format-duration.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { ResultRow } from '../../contract/history.ts';
import { markCell, MARKS } from './mark-cell.ts';
import { explainRed, type HistoryTable, type TableFacts } from './tabulate-fleet.ts';

const HEAD = ['', 'BEGUN (UTC)', 'NIGHT', 'TOOK', 'SNAPSHOT', 'REASON'];
const DROP = ['TOOK', 'NIGHT', 'SNAPSHOT'];

/**
 * A row for each attempt at each instance, newest first, with its reason: those since the oldest night, or so many where
 * there are no nights. The instance's name stands in the first of its rows, unless there is only one instance. Pure.
 */
export function tabulateAttempts({ view, results, most }: TableFacts): HistoryTable {
  const byInstance = Map.groupBy(results, ({ name }) => name);
  const rows = view.instances.map(({ name }) => {
    const own = byInstance.get(name) ?? [];
    const shown = view.nights.length === 0 ? own.slice(0, most) : own;
    return { name, cells: shown.length === 0 ? [[markCell(undefined)]] : shown.map(describeAttempt) };
  });
  const isOne = view.instances.length === 1;
  return {
    head: isOne ? HEAD : ['INSTANCE', ...HEAD],
    rows: rows.flatMap(({ name, cells }) => cells.map((cell, at) => (isOne ? cell : [at === 0 ? name : '', ...cell]))),
    drop: DROP,
    below: [...view.instances.flatMap((one) => explainRed(one)), '', MARKS],
  };
}

function describeAttempt({ outcome, isFlaky = false, startedAt, durationMs, snapshot, reason, ...one }: ResultRow) {
  const { night = 'by hand', attempt } = one;
  return [
    markCell({ outcome, isFlaky }),
    formatTime(startedAt),
    attempt === 1 ? night : `${night}, attempt ${attempt}`,
    formatPhaseTime(durationMs),
    snapshot?.id ?? '',
    cleanLine(reason),
  ];
}
