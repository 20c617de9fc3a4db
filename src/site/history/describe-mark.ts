import { formatStopwatch } from '../../base/time/format-duration.ts';
import { formatDay } from '../../base/time/format-time.ts';
import type { NightSummary } from '../../contract/night.ts';
import { isRedStanding } from '../../contract/standing.ts';
import type { NightMark } from '../fleet/list-formulas.ts';
import { sayStanding } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';

/** `26 Nov: failed on 7, 8, 0:41, 20261126T013000`: what a cell says when it is pointed at, short because there are thousands. Pure. */
export function describeMark(
  { standing, by, durationMs }: NightMark,
  { startedAt, snapshot }: Pick<NightSummary, 'startedAt' | 'snapshot'>,
  toWord: (platform: string) => string,
): string {
  const day = formatDay(startedAt);
  if (by.length === 0) return `${day}: not run`;
  const where =
    standing === 'pass' ? '' : ` on ${[...new Set(by.map(({ instance }) => toWord(instance.platform)))].join(', ')}`;
  const on = snapshot === undefined ? '' : `, ${snapshot.id}`;
  return `${day}: ${sayStanding(standing)}${where}, ${formatStopwatch(durationMs)}${on}`;
}

/** Where a mark leads that is no plain pass: to the attempt that makes it so. Thousands of passes are no place to go. */
export function linkMark({ standing, by }: NightMark, links: SiteLinks): string | undefined {
  if (!isRedStanding(standing) && standing !== 'flaky') return undefined;
  const [first] = by;
  if (first === undefined) return undefined;
  const { instance, cell } = first;
  return links.result({ runId: cell.runId, name: instance.name, outcome: cell.outcome, isFlaky: cell.isFlaky });
}
