import { formatDate } from '../../base/time/format-time.ts';
import type { Badge } from './badge.ts';

/** The badge as it is to be shown then: `stale since 28 Nov 2026` once its time has come. Pure. */
export function asOf<T extends Pick<Badge, 'outcome' | 'message' | 'expiresAt'>>(badge: T, now: number): T {
  const { expiresAt } = badge;
  if (expiresAt === undefined || Date.parse(expiresAt) > now) return badge;
  return { ...badge, outcome: 'stale', message: `stale since ${formatDate(expiresAt)}` };
}
