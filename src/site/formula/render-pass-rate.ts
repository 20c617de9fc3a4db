import { html, type Html } from '../../base/page/html.ts';
import { count } from '../../base/text/count.ts';
import { formatDay } from '../../base/time/format-time.ts';
import type { NightSummary } from '../../contract/night.ts';
import { STANDINGS, type Standing } from '../../contract/standing.ts';
import type { NightMark } from '../fleet/list-formulas.ts';
import { sayStanding } from '../frame/render-parts.ts';

/** Bars at most: a year in weeks. */
const MOST_BARS = 53;
const HEIGHT = 60;
/** From the bottom to the top of a bar. */
const ORDER = ['pass', 'flaky', 'error', 'fail'] as const satisfies readonly Standing[];

/** A bar for each week, the newest last: which share of its nights passed. Of few nights there is a bar for each. Pure. */
export function renderPassRate(marks: readonly NightMark[], nights: readonly NightSummary[]): Html {
  const size = nights.length <= MOST_BARS ? 1 : 7;
  const weeks = Array.from({ length: Math.ceil(nights.length / size) }, (_, at) => ({
    marks: marks.slice(at * size, (at + 1) * size),
    nights: nights.slice(at * size, (at + 1) * size),
  })).toReversed();
  const says = `${size === 1 ? 'each night' : 'each week'}: ${tellShares(marks)}`;
  const width = 10;
  const bars = weeks.map((week, at) => renderBar(week, { x: at * width, width }));
  return html`<figure>
    <svg
      class="bars"
      viewBox="0 0 ${weeks.length * width} ${HEIGHT}"
      preserveAspectRatio="none"
      role="img"
      aria-label="${says}"
    >
      <title>${says}</title>
      ${bars}
    </svg>
    <figcaption class="dim">
      <span>${formatDay(nights.at(-1)?.startedAt ?? '')}</span> <span>${says}</span>
      <span>${formatDay(nights[0]?.startedAt ?? '')}</span>
    </figcaption>
  </figure>`;
}

interface Week {
  readonly marks: readonly NightMark[];
  readonly nights: readonly NightSummary[];
}

function renderBar({ marks, nights }: Week, { x, width }: { readonly x: number; readonly width: number }): Html {
  const judged = marks.filter(({ standing }) => standing !== 'none').length;
  const says = `${formatDay(nights.at(-1)?.startedAt ?? '')}: ${tellShares(marks)}`;
  let top = HEIGHT;
  const parts = ORDER.flatMap((standing) => {
    const share = marks.filter((mark) => mark.standing === standing).length / Math.max(1, judged);
    const height = Math.round(share * HEIGHT * 10) / 10;
    if (height === 0) return [];
    top -= height;
    return [
      html`<rect class="${standing}" x="${x + 1}" y="${top.toFixed(1)}" width="${width - 2}" height="${height}" />`,
    ];
  });
  return html`<g><title>${says}</title>${parts}</g>`;
}

/** `351 of 365 nights passed, 9 failed, 3 flaky` */
function tellShares(marks: readonly NightMark[]): string {
  const total = (standing: Standing): number => marks.filter((mark) => mark.standing === standing).length;
  const judged = marks.length - total('none');
  const others = STANDINGS.filter((one) => one !== 'pass' && one !== 'none' && total(one) > 0);
  const more = others.map((one) => `, ${total(one)} ${sayStanding(one)}`).join('');
  return `${total('pass')} of ${count(judged, 'night')} passed${more}`;
}
