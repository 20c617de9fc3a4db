import { randomBytes } from 'node:crypto';

/** A new id for a run: ids sort by time as text, and two of the same second differ. `now`: ms since the epoch. */
export function makeRunId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+Z$/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
