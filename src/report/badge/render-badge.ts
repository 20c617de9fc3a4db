import { makeBadge } from 'badge-maker';
import { cleanLine } from '../../base/text/clean-text.ts';
import { describeFlakes } from '../../contract/count-flakes.ts';
import type { Badge, BadgeOutcome } from './badge.ts';

/**
 * Shields' own: passing is brightgreen, failing red; orange there is what could not be found out (unstable, timeout), and
 * yellow what passes now and did not before, lightgrey what nobody knows, or knows any more.
 */
export const BADGE_COLOURS = {
  pass: 'brightgreen',
  flaky: 'yellow',
  fail: 'red',
  error: 'orange',
  unknown: 'lightgrey',
  stale: 'lightgrey',
} as const satisfies Record<BadgeOutcome, string>;

/** What marks a picture as one of ours that ages: the moment from which it is not to be believed. */
const EXPIRES = 'data-saltern-expires';

/**
 * The badge as Shields draws it, with a title for screen readers. One that ages says until when, for programs: a picture
 * cannot know the time, so whoever shows it must draw it anew.
 */
export function renderBadge({
  label,
  message,
  outcome,
  flakes,
  expiresAt,
}: Pick<Badge, 'label' | 'message' | 'outcome' | 'flakes' | 'expiresAt'>): string {
  const color = BADGE_COLOURS[outcome];
  const drawn = makeBadge({ label: cleanLine(label), message: cleanLine(message), color });
  const aside = flakes && outcome === 'flaky' ? describeFlakes(flakes) : undefined;
  const picture = aside === undefined ? drawn : drawn.replace('</title>', () => `, ${aside}</title>`);
  if (expiresAt === undefined || outcome === 'stale') return picture;
  return picture.replace('<svg ', () => `<svg ${EXPIRES}="${new Date(expiresAt).toISOString()}" `);
}

/** When a picture expires, as `renderBadge` wrote it; undefined: it does not, or is none of ours. */
export function readExpiry(picture: string): string | undefined {
  return new RegExp(`^<svg ${EXPIRES}="([0-9TZ:.-]+)"`).exec(picture)?.[1];
}
