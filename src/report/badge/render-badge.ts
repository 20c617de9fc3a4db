import { makeBadge } from 'badge-maker';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { Badge } from './collect-badges.ts';

/**
 * Shields' own: passing is brightgreen, failing red; orange there is what could not be found out (unstable, timeout), and
 * yellow what passes now and did not before, lightgrey what nobody knows.
 */
const COLOURS = { pass: 'brightgreen', flaky: 'yellow', fail: 'red', error: 'orange', unknown: 'lightgrey' } as const;

/** The badge as Shields draws it, with a title for screen readers. */
export function renderBadge(badge: Pick<Badge, 'label' | 'message' | 'outcome'>): string {
  return makeBadge({ label: cleanLine(badge.label), message: cleanLine(badge.message), color: COLOURS[badge.outcome] });
}
