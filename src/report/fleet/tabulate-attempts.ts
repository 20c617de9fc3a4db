import { cleanLine } from '../../base/text/clean-text.ts';
import { formatPhaseTime } from '../../base/time/format-duration.ts';
import { formatTime } from '../../base/time/format-time.ts';
import type { InstanceView } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import { markCell, MARKS } from './mark-cell.ts';
import { explainRed, type HistoryTable, type TableFacts } from './tabulate-fleet.ts';

const DROP = ['TOOK', 'NIGHT'];

/** A row for each attempt at each instance, newest first, with its reason. Pure. */
export function tabulateAttempts({ view, results, most }: TableFacts): HistoryTable {
  const byInstance = Map.groupBy(results, ({ name }) => name);
  return {
    head: ['INSTANCE', '', 'BEGUN (UTC)', 'NIGHT', 'TOOK', 'SNAPSHOT', 'REASON'],
    rows: view.instances.flatMap((one) => describeInstance(one, byInstance.get(one.name) ?? [], most)),
    drop: DROP,
    below: [...view.instances.flatMap((one) => explainRed(one)), '', MARKS],
  };
}

/** Its name stands in the first of its rows. */
function describeInstance(
  { name }: InstanceView,
  results: readonly ResultRow[],
  most: number,
): readonly (readonly string[])[] {
  if (results.length === 0) return [[name, markCell(undefined)]];
  return results.slice(0, most).map((result, at) => [at === 0 ? name : '', ...describeAttempt(result)]);
}

function describeAttempt({
  outcome,
  isFlaky = false,
  startedAt,
  night,
  attempt,
  durationMs,
  snapshot,
  reason,
}: ResultRow) {
  const which = night === undefined ? 'by hand' : attempt === 1 ? night : `${night}, attempt ${attempt}`;
  return [
    markCell({ outcome, isFlaky }),
    formatTime(startedAt),
    which,
    formatPhaseTime(durationMs),
    snapshot?.id ?? '',
    cleanLine(reason),
  ];
}
