import { formatAge } from '../base/time/format-age.ts';
import { formatLongTime } from '../base/time/format-time.ts';

/** How long a hold or an opt-out is to be in force; all in milliseconds, times since the epoch. */
export interface Term {
  /** When it was written. Default, and for a time to come: now. */
  readonly begin?: number;
  readonly end: number;
  readonly now: number;
  readonly longestMs: number;
}

/** Why it may not run so long, and what to do; undefined: it may, or it is over. Pure. */
export function findTooLong(what: string, { begin = Infinity, end, now, longestMs }: Term): string | undefined {
  const from = Math.min(begin, now);
  if (end <= now || end - from <= longestMs) return undefined;
  const last = formatLongTime(new Date(from + longestMs).toISOString());
  return `${what} runs for ${formatAge(end - from)}, and 'longest' of the policy allows ${formatAge(longestMs)}: let it end by ${last}; who needs it after that writes a new one`;
}
