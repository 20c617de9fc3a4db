import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatDuration, formatPhaseTime } from '../../base/time/format-duration.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { InstanceStory, RunStory } from '../../contract/history.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { STANDINGS, standingOf, standingSign, worstStanding, type Standing } from '../../contract/standing.ts';
import { renderPage } from '../frame/render-page.ts';
import {
  anchor,
  cell,
  joinParts,
  renderStanding,
  renderTable,
  sayStanding,
  wrapAnchor,
} from '../frame/render-parts.ts';
import { tellCounts } from '../frame/tell-counts.ts';
import { anchorOf, linksFrom, type KnownPages, type SiteLinks } from '../frame/site-links.ts';

/** What the page of a run is made of. */
export interface RunPage {
  readonly project: string;
  readonly run: RunStory;
}

/** A run with a line for each attempt: how it went, why, and the time of its phases. Pure. */
export function renderRunPage({ project, run }: RunPage, known: KnownPages): string {
  const links = linksFrom(sitePaths.run(run.runId), known);
  const standings = run.instances.map((one) => standingOf(one));
  const worst = worstStanding(standings);
  const sum = tellSum(standings);
  const ordered = STANDINGS.flatMap((standing) => run.instances.filter((one) => standingOf(one) === standing));
  const night = run.night;
  return renderPage(
    {
      project,
      title: `${standingSign(worst)} run ${cleanLine(run.runId)}: ${sum}`,
      trail: [
        ...(night === undefined ? [] : [anchor(links.night(night), `night ${night}`)]),
        html`run ${cleanLine(run.runId)}`,
      ],
      at: run.startedAt,
      content: [
        html`<h1>Run ${cleanLine(run.runId)}</h1>
          <p class="verdict ${worst}">${standingSign(worst)} ${sum}${run.interrupted ? '; interrupted' : ''}</p>
          <p class="facts">${joinParts(listFacts(run, links))}</p>`,
        renderTable(
          'instances',
          ['instance', 'verdict', 'why', 'took'],
          ordered.map((one) => renderRow(one, links)),
        ),
      ],
    },
    links,
  );
}

function listFacts(
  { verb, startedAt, durationMs, snapshot }: RunStory,
  links: SiteLinks,
): readonly (Html | undefined)[] {
  return [
    html`${cleanLine(verb)}`,
    html`${formatLongTime(startedAt)}`,
    snapshot === undefined ? undefined : html`snapshot ${anchor(links.snapshot(snapshot), snapshot)}`,
    html`${formatDuration(durationMs)}`,
  ];
}

function renderRow(story: InstanceStory, links: SiteLinks): Html {
  const { name, attempt, reason, durationMs, phases } = story;
  const standing = standingOf(story);
  // The line itself is the place that leads back here where the attempt has no page of its own.
  const page = links.result(story);
  const href = page?.includes('#') === true ? undefined : page;
  const parts = phases.filter(({ ms }) => ms >= 100).map(({ phase, ms }) => `${phase} ${formatPhaseTime(ms)}`);
  const nth = attempt > 1 ? html` <span class="dim">attempt ${attempt}</span>` : undefined;
  return html`<tr id="${anchorOf(name)}">
    <th scope="row">${anchor(href, cleanLine(name))}${nth}</th>
    ${cell('verdict', wrapAnchor(href, renderStanding(standing)), 'short')} ${cell('why', cleanLine(reason), 'why')}
    ${cell('took', html`${formatDuration(durationMs)} <br /><span class="dim">${parts.join(' · ')}</span>`, 'took')}
  </tr>`;
}

/** `3 of 40 instances failed, 1 flaky`; `all 40 instances passed` */
function tellSum(standings: readonly Standing[]): string {
  const others = STANDINGS.filter((one) => one !== 'pass');
  const told = tellCounts(
    standings.length,
    others.map((standing) => [standings.filter((one) => one === standing).length, sayStanding(standing)]),
  );
  return told === '' ? `all ${count(standings.length, 'instance')} passed` : told;
}
