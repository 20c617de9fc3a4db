import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import type { NightRecord, NightSummary } from '../../contract/night.ts';
import { standingSign } from '../../contract/standing.ts';
import { tellFreeze } from '../../contract/tell-freeze.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { findWaived } from '../find-waived.ts';
import { renderPage } from '../frame/render-page.ts';
import { anchor, joinParts, wrapAnchor } from '../frame/render-parts.ts';
import { linksFrom, type KnownPages, type SiteLinks } from '../frame/site-links.ts';
import { durationOf, tellTally, tellTimes } from '../night/describe-night.ts';
import { renderNightList } from '../night/render-night-list.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { nameChanges } from '../snapshot/describe-changes.ts';
import { answerFleet } from './answer-fleet.ts';
import { listFormulas } from './list-formulas.ts';
import { findSuspects, listRed, type PackagesOf } from './list-red.ts';
import { renderChannels } from './render-channels.ts';
import { renderFleetTable } from './render-fleet-table.ts';
import { renderRed } from './render-red.ts';

/** What the first page is made of. */
export interface FleetPage {
  readonly view: FleetView;
  /** The newest night, whole. Default: there was none. */
  readonly night?: NightRecord | undefined;
  readonly packagesOf: PackagesOf;
}

/** Nights in the list below the table. */
const MOST_NIGHTS = 10;

/** One page that answers whether there is anything to do: what is red, since when, why, what changed. Pure. */
export function renderFleetPage({ view, night, packagesOf }: FleetPage, known: KnownPages): string {
  const links = linksFrom(sitePaths.fleet, known);
  const answer = answerFleet(view);
  const sign = standingSign(answer.standing);
  const red = listRed(view, packagesOf);
  const suspects = findSuspects(red, view, packagesOf);
  const [newest] = view.nights;
  return renderPage(
    {
      project: view.project,
      title: `${sign} ${answer.text}`,
      at: view.at,
      content: [
        html`<div class="top">
            <h1>${cleanLine(view.project)}</h1>
            ${newest && html`<p class="facts">night of ${anchor(links.night(newest.night), tellTimes(newest))}</p>`}
          </div>
          <p class="verdict ${answer.standing}">
            ${sign} ${wrapAnchor(newest && links.night(newest.night), html`${answer.word}`)}: ${answer.text}
          </p>
          ${[...answer.notes, ...(view.freezes ?? []).map(tellFreeze).map(cleanLine)].map((note) => html`<p class="error">! ${note}</p>`)}`,
        renderChannels(view, links),
        ...renderRed(red, { suspects, view, links, waivedOf: findWaived([night]) }),
        html`<h2>Formulas</h2>`,
        renderFleetTable(listFormulas(view), view, links),
        ...(newest === undefined ? [] : [renderTonight(newest, { view, night, links })]),
        ...renderLastNights(view, links),
      ],
    },
    links,
  );
}

/** What changed in the packages, how much was done, and how long it took beside what is usual. */
function renderTonight(
  newest: NightSummary,
  {
    view,
    night,
    links,
  }: { readonly view: FleetView; readonly night: NightRecord | undefined; readonly links: SiteLinks },
): Html {
  const changes = night?.changes?.sinceNight?.changes;
  const took = durationOf(newest);
  const usual = median(view.nights.slice(1).flatMap((one) => durationOf(one) ?? []));
  const usually = usual === undefined ? '' : ` (usually ${formatDuration(usual)})`;
  const facts = [
    tellTally(newest.tally),
    count(newest.tally.attempts, 'attempt'),
    ...(took === undefined ? [] : [`${formatDuration(took)}${usually}`]),
  ];
  const changed =
    changes &&
    html`<p>
      changed tonight: ${anchor(links.snapshot(newest.snapshot?.id), countChanges(changes))}
      ${changes.length === 0 ? undefined : html`<span class="dim">${nameChanges(changes)}</span>`}
    </p>`;
  return html`<div class="tonight">
    ${changed ?? unchanged(newest)}
    <p class="dim">${facts.join(' · ')}</p>
  </div>`;
}

function unchanged({ snapshot }: NightSummary): Html | undefined {
  return snapshot?.isNew === false ? html`<p>no package changed since the night before</p>` : undefined;
}

function renderLastNights(view: FleetView, links: SiteLinks): readonly Html[] {
  if (view.nights.length === 0) return [];
  const all = joinParts([
    html`<a href="${links.history}">${view.nights.length === 1 ? 'history' : `all ${view.nights.length} nights`}</a>`,
  ]);
  return [html`<h2>Last nights</h2>`, renderNightList(view.nights.slice(0, MOST_NIGHTS), links), html`<p>${all}</p>`];
}

function median(numbers: readonly number[]): number | undefined {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}
