import { parseDuration } from '../../base/time/parse-duration.ts';
import { parseMoment } from '../../base/time/parse-moment.ts';
import type { KeptEvidence } from '../../contract/evidence.ts';
import { SalternError } from '../../contract/errors.ts';
import { AGE_UNITS } from '../../gate/channel-schema.ts';

/**
 * A moment as people type it, ms since the epoch: a time with its zone, a day (its beginning, UTC), or how long from now.
 * Throws `USAGE`. Pure.
 */
export function readMoment(text: string, now: number): number {
  const ahead = parseDuration(text, AGE_UNITS);
  const time = ahead === undefined ? parseMoment(text) : now + ahead;
  if (time !== undefined) return time;
  throw new SalternError('USAGE', `'${text}' is no time`, {
    hint: 'Write 2026-12-01T10:00Z, a day such as 2026-12-01, or how long from now: 90m, 36h, 7d, 2w.',
  });
}

/** Whether a result was there at that time: what came between then and now is not asked about. Pure. */
export function isKnownAt(
  { finishedAt }: Pick<KeptEvidence, 'finishedAt'>,
  { time, now }: { readonly time: number; readonly now: number },
): boolean {
  const finished = Date.parse(finishedAt);
  return !(finished > time && finished <= now);
}
