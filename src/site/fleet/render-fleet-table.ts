import { formatShare } from '../../base/text/format-share.ts';
import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { platformWords } from '../../base/text/platform-words.ts';
import { formatStopwatch } from '../../base/time/format-duration.ts';
import { formatDate, formatDay } from '../../base/time/format-time.ts';
import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import type { ResultRow } from '../../contract/history.ts';
import { isRedStanding, standingOf, STANDINGS } from '../../contract/standing.ts';
import { anchor, cell, renderSign, sayStanding } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import { describeMark, linkMark } from '../history/describe-mark.ts';
import type { FormulaRow } from './list-formulas.ts';

/** Nights that are shown beside each formula: four weeks. */
const STRIP = 28;

/** A row for each formula: every platform now, the last nights, since when it is so, the last pass, and the time it takes. Pure. */
export function renderFleetTable(rows: readonly FormulaRow[], view: FleetView, links: SiteLinks): Html {
  const platforms = [...new Set(view.instances.map(({ platform }) => platform))].toSorted();
  const toWord = platformWords(platforms);
  const heads = platforms.map((one) => html`<th scope="col" class="now" title="${cleanLine(one)}">${toWord(one)}</th>`);
  const isStripped = view.nights.length > 1;
  return html`<table class="cards fleet">
    <thead>
      <tr>
        <th scope="col">formula</th>
        ${heads} ${isStripped ? html`<th scope="col">nights, the newest last</th>` : undefined}
        <th scope="col">since</th>
        <th scope="col">last ok</th>
        <th scope="col" class="number">took</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map((row) => renderRow(row, { platforms, toWord, view, links, isStripped }))}
    </tbody>
  </table>`;
}

interface RowOptions {
  readonly platforms: readonly string[];
  readonly toWord: (platform: string) => string;
  readonly view: FleetView;
  readonly links: SiteLinks;
  readonly isStripped: boolean;
}

function renderRow(row: FormulaRow, { platforms, toWord, view, links, isStripped }: RowOptions): Html {
  const now = platforms.map((platform) => {
    const own = row.instances.filter((one) => one.platform === platform);
    return cell(toWord(platform), renderNow(own, platform, links), 'now');
  });
  const strip = row.nights.slice(0, STRIP).toReversed();
  const marks = strip.map((mark, at) => {
    const night = view.nights[strip.length - 1 - at];
    return renderSign(
      mark.standing,
      night === undefined ? '' : describeMark(mark, night, toWord),
      linkMark(mark, links),
    );
  });
  const took = Math.max(0, ...row.instances.map(({ latest }) => latest?.durationMs ?? 0));
  return html`<tr>
    <th scope="row">${anchor(links.formula(row.formula), row.formula)}</th>
    ${now} ${isStripped ? cell('nights', html`<span class="strip">${marks}</span>`, 'nights') : undefined}
    ${cell('since', tellSince(row, view), 'brief')} ${cell('last ok', tellLastOk(row, view), 'brief')}
    ${cell('took', took === 0 ? '' : formatStopwatch(took), 'number')}
  </tr>`;
}

/** The sign of a formula on one platform, all its suites there together; it leads to what makes it so. */
function renderNow(own: readonly InstanceView[], platform: string, links: SiteLinks): Html {
  const none = html`<span class="none" role="img" aria-label="not for ${cleanLine(platform)}"> </span>`;
  if (own.length === 0) return none;
  const standing = STANDINGS.find((one) => own.some(({ latest }) => standingOf(latest) === one)) ?? 'none';
  const instance = own.find(({ latest }) => standingOf(latest) === standing);
  const more = own.length === 1 ? '' : ` (worst of ${own.length})`;
  const reason = instance?.latest?.reason ?? '';
  const says = `${instance?.name ?? platform}: ${sayStanding(standing)}${more}${reason === '' ? '' : `: ${reason}`}`;
  return renderSign(standing, says, instance?.latest && links.result(instance.latest));
}

/** `tonight`, `23 Nov`; of what is flaky how often; nothing where all is well. */
function tellSince({ standing, instances, nights }: FormulaRow, view: FleetView): string {
  const since = instances.flatMap(({ redSince }) => redSince ?? []).toSorted(byTime)[0];
  if (isRedStanding(standing) && since !== undefined) return tellWhen(since, view);
  const rate = Math.max(0, ...instances.map(({ flakeRate }) => flakeRate));
  if (standing === 'flaky') return `flaky ${formatShare(rate)}`;
  const isOften = rate > 0.02 && nights.length > STRIP;
  return isOften ? `flaky ${formatShare(rate)}` : '';
}

/** The oldest of its instances' last passes: since then not all of it was proved. */
function tellLastOk({ instances }: FormulaRow, view: FleetView): string {
  const passes = instances.map(({ lastPass }) => lastPass);
  if (passes.includes(undefined)) return 'never';
  const oldest = passes.flatMap((pass) => pass ?? []).toSorted(byTime)[0];
  return oldest === undefined ? '' : tellWhen(oldest, view);
}

function tellWhen({ night, startedAt }: ResultRow, { nights, at }: FleetView): string {
  if (night !== undefined && night === nights[0]?.night) return 'tonight';
  return startedAt.slice(0, 4) === at.slice(0, 4) ? formatDay(startedAt) : formatDate(startedAt);
}

function byTime(a: ResultRow, b: ResultRow): number {
  return a.startedAt < b.startedAt ? -1 : 1;
}
