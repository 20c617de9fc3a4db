import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { formatDate } from '../../base/time/format-time.ts';
import type { NightRecord } from '../../contract/night.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { standingSign } from '../../contract/standing.ts';
import { renderPage } from '../frame/render-page.ts';
import { anchor, cell, fold, joinParts, renderTable } from '../frame/render-parts.ts';
import { linksFrom, type KnownPages, type SiteLinks } from '../frame/site-links.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { nameChanges, renderChangeTable } from '../snapshot/describe-changes.ts';
import { answerNight, durationOf, tellTally, tellTimes } from './describe-night.ts';
import { renderDecision } from './render-decision.ts';
import { renderHolds } from './render-holds.ts';
import { renderNightInstances } from './render-night-instances.ts';
import { renderSteps } from './render-steps.ts';

/** What the page of a night is made of. */
export interface NightPage {
  readonly night: NightRecord;
  /** When it is written, ISO 8601 UTC. */
  readonly at: string;
}

/** A night: what came of it and why, its instances, its steps with their times, what changed, and who was told. Pure. */
export function renderNightPage({ night, at }: NightPage, known: KnownPages): string {
  const links = linksFrom(sitePaths.night(night.night), known);
  const { standing, word } = answerNight(night);
  const sign = standingSign(standing);
  const { channel, judged, reason } = night;
  return renderPage(
    {
      project: night.project,
      title: `${sign} ${word}, night of ${tellTimes(night)}`,
      trail: [html`night of ${formatDate(night.startedAt)}`],
      at,
      content: [
        html`<h1>Night of ${tellTimes(night)}</h1>
          <p class="verdict ${standing}">
            ${sign} ${word}: ${tellTally(night.tally)}${reason === '' ? '' : `; ${cleanLine(reason)}`}
          </p>
          <p class="facts">${joinParts(listFacts(night, links))}</p>`,
        ...(judged === undefined ? [] : [renderDecision(judged, { channel, night, links })]),
        html`<h2>Instances</h2>`,
        renderNightInstances(night, links),
        html`<h2>Steps</h2>`,
        renderSteps(night.steps),
        // Where the gate was asked it said so already, with what is kept out now.
        ...(judged?.holds?.length ? [] : renderHolds(night)),
        ...renderAllChanges(night, links),
        ...renderTold(night),
      ],
    },
    links,
  );
}

function listFacts(night: NightRecord, links: SiteLinks): readonly (Html | undefined)[] {
  const { snapshot, channel, tally, runs } = night;
  const took = durationOf(night);
  return [
    snapshot && html`snapshot ${anchor(links.snapshot(snapshot.id), snapshot.id)}`,
    channel.after === undefined
      ? undefined
      : html`${channel.name} at ${anchor(links.snapshot(channel.after), channel.after)}`,
    html`${count(tally.attempts, 'attempt')} in
    ${joinParts(
      runs.map((run) => anchor(links.run(run), `run ${run}`)),
      ', ',
    )}`,
    tally.reused === 0 ? undefined : html`${count(tally.reused, 'result')} from before used again`,
    took === undefined ? undefined : html`${formatDuration(took)}`,
  ];
}

/** Where the night before had what the channel has, that is one list. */
function renderAllChanges({ channel, changes }: NightRecord, links: SiteLinks): readonly Html[] {
  const { sinceNight, sinceChannel } = changes ?? {};
  if (sinceNight !== undefined && sinceNight.from === sinceChannel?.from)
    return renderChanges(`Changed since the night before, and since ${channel.name}`, sinceNight, links);
  return [
    ...renderChanges('Changed since the night before', sinceNight, links),
    ...renderChanges(`Changed since ${channel.name}`, sinceChannel, links),
  ];
}

type Changes = NonNullable<NightRecord['changes']>['sinceNight'];

function renderChanges(title: string, since: Changes, links: SiteLinks): readonly Html[] {
  if (since === undefined) return [];
  const { from, changes } = since;
  const told = html`<h2>${cleanLine(title)}</h2>
    <p>${countChanges(changes)} since ${anchor(links.snapshot(from), from)}</p>`;
  if (changes.length === 0) return [told];
  return [told, fold(html`${nameChanges(changes)}`, [renderChangeTable(changes)], changes.length <= 12)];
}

function renderTold({ told }: NightRecord): readonly Html[] {
  if (told.length === 0) return [];
  const rows = told.map(
    ({ receiver, to, about, outcome }) =>
      html`<tr>
        <th scope="row">${cleanLine(receiver)}</th>
        ${cell('by', to)} ${cell('about', cleanLine(about))}
        ${cell('outcome', outcome === 'sent' ? html`<span class="pass">✓ sent</span>` : html`<span class="error">! failed</span>`)}
      </tr>`,
  );
  return [html`<h2>Told</h2>`, renderTable('told', ['receiver', 'by', 'about', 'outcome'], rows)];
}
