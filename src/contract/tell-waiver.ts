import { formatLongTime } from '../base/time/format-time.ts';
import type { Waiver } from './gate-records.ts';

/** `4 Dec 2026, 10:00 UTC by jane, approved by bob: mended upstream (waiver 'chrony', OPS-12)`: until when, by whom. Pure. */
export function tellWaiver({ name, expires, author, approver, reason, ticket }: Waiver): string {
  const yes = approver === undefined ? '' : `, approved by ${approver}`;
  const where = [`waiver '${name}'`, ...(ticket === '' ? [] : [ticket])].join(', ');
  return `${formatLongTime(expires)} by ${author}${yes}: ${reason} (${where})`;
}
