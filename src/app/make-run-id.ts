import { randomBytes } from 'node:crypto';

/**
 * A new id for a run: `20261122T013000-123ab`. Ids sort by time as text, to the millisecond, for several runs may begin in
 * one second; two of the same moment differ. `now`: milliseconds since the epoch.
 */
export function makeRunId(now: number): string {
  const time = new Date(now)
    .toISOString()
    .replaceAll(/[-:]|Z$/g, '')
    .replace('.', '-');
  return `${time}${randomBytes(1).toString('hex')}`;
}
