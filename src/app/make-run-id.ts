import { hash, randomBytes } from 'node:crypto';

/**
 * A new id for a run: `20261122T013000-123ab`. Ids sort by time as text, to the millisecond, for several runs may begin in
 * one second; two of the same moment differ. `now`: milliseconds since the epoch.
 */
export function makeRunId(now: number): string {
  return timedRunId(now, randomBytes(1).toString('hex'));
}

/** The id of that moment which ends so: the same each time. */
function timedRunId(now: number, end: string): string {
  const time = new Date(now)
    .toISOString()
    .replaceAll(/[-:]|Z$/g, '')
    .replace('.', '-');
  return `${time}${end}`;
}

/** The id of what runs are merged into: it sorts where the first of them does, and the same runs give the same. */
export function mergedRunId(runs: readonly { readonly runId: string; readonly at: number }[]): string {
  const ids = runs.map(({ runId }) => runId).toSorted();
  return timedRunId(Math.min(...runs.map(({ at }) => at)), hash('sha256', JSON.stringify(ids)).slice(0, 8));
}
