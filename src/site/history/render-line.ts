import { html, trustedHtml, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatStopwatch } from '../../base/time/format-duration.ts';

/** Points that a line has at most: a year in weeks. */
const MOST_POINTS = 60;
const HEIGHT = 20;

/**
 * How long it took over the nights, as a line from the oldest to the newest; where it was not run there is a gap. Of
 * many nights each point is the median of several. Pure.
 */
export function renderLine(times: readonly (number | undefined)[], about: string): Html {
  const points = shorten(times);
  const known = points.flatMap((point) => point ?? []);
  if (known.length < 2) return html``;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  // From half of the least on: small changes are seen, and do not look like great ones.
  const toHeight = (ms: number) => ((ms - least / 2) / Math.max(1, most - least / 2)) * (HEIGHT - 3);
  const step = 100 / Math.max(1, points.length - 1);
  const says = `${cleanLine(about)}: ${formatStopwatch(least)} to ${formatStopwatch(most)}`;
  const lines = splitRuns(points).map((run) =>
    run.map(([at, ms]) => `${round(at * step)},${round(HEIGHT - 1 - toHeight(ms))}`).join(' '),
  );
  return html`<svg class="line" viewBox="0 0 100 ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${says}">
    <title>${says}</title>
    ${trustedHtml(lines.map((line) => `<polyline points="${line}"/>`).join(''))}
  </svg>`;
}

function shorten(times: readonly (number | undefined)[]): readonly (number | undefined)[] {
  const several = Math.ceil(times.length / MOST_POINTS);
  return Array.from({ length: Math.ceil(times.length / several) }, (_, at) => {
    const own = times.slice(at * several, (at + 1) * several).flatMap((time) => time ?? []);
    return own.toSorted((a, b) => a - b)[Math.floor(own.length / 2)];
  });
}

/** Points without a gap between them, with their places. */
function splitRuns(points: readonly (number | undefined)[]): readonly (readonly (readonly [number, number])[])[] {
  const runs: (readonly [number, number])[][] = [[]];
  for (const [at, point] of points.entries()) {
    if (point === undefined) runs.push([]);
    else runs.at(-1)?.push([at, point]);
  }
  return runs.filter((run) => run.length > 1);
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}
