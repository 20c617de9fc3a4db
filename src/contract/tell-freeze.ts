import { formatLongTime } from '../base/time/format-time.ts';
import type { Freeze } from './gate-records.ts';

/** What a freeze of all is said of; no channel can have that name. */
export const EVERY_CHANNEL = 'every channel';

/** `stable is frozen by joe@ops until 24 Nov 2026, 06:00 UTC: the shop is full`. Pure. */
export function tellFreeze({ channel, by, until, reason }: Freeze): string {
  const end = until === undefined ? '' : ` until ${formatLongTime(until)}`;
  return `${channel ?? EVERY_CHANNEL} is frozen by ${by}${end}: ${reason}`;
}
