import { html, type Html } from '../../base/page/html.ts';
import { cleanLine, cleanLines } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { InstanceStory, ResultRow } from '../../contract/history.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { standingOf, standingSign } from '../../contract/standing.ts';
import { renderPage } from '../frame/render-page.ts';
import { anchor, fold, joinParts, renderStanding } from '../frame/render-parts.ts';
import { linksFrom, type KnownPages, type SiteLinks } from '../frame/site-links.ts';
import type { CopiedFile } from '../site-source.ts';
import { listBad } from './list-bad.ts';
import type { InstalledChange } from '../../contract/list-package-changes.ts';
import { renderAttempts } from './render-attempts.ts';
import { renderBad } from './render-bad.ts';
import { renderInstalledChanges } from './render-installed-changes.ts';
import { renderCheckTable, renderPhases, renderStateTable } from './render-whole.ts';

/** What the page of an attempt is made of. */
export interface ResultPage {
  readonly project: string;
  readonly story: InstanceStory;
  /** That the gate let it pass all the same, until when and by whom. Default: it did not. */
  readonly waived?: string | undefined;
  /** All attempts of the same night, or of the same run, at this instance, oldest first; itself included. */
  readonly attempts: readonly ResultRow[];
  /** The last pass before it. Default: there was none, or it is no longer known. */
  readonly lastPass?: ResultRow | undefined;
  /** Of what is no pass: the first that was none since the last pass. */
  readonly redSince?: ResultRow | undefined;
  /** What changed in its packages since that pass. Default: not known. */
  readonly changes?: readonly InstalledChange[] | undefined;
  readonly files: readonly CopiedFile[];
}

/** Failures that are open beside the first. */
const MOST_OPEN = 2;

/** One attempt at an instance, to be read from the top like a letter until one knows enough. Pure. */
export function renderResultPage(page: ResultPage, known: KnownPages): string {
  const { project, story } = page;
  const links = linksFrom(sitePaths.result(story.runId, story.name), known);
  const standing = standingOf(story);
  const name = cleanLine(story.name);
  const [first, ...others] = listBad(story);
  const isRed = standing === 'fail' || standing === 'error';
  const reason = story.reason === '' ? '' : `: ${cleanLine(story.reason)}`;
  return renderPage(
    {
      project,
      title: `${standingSign(standing)} ${name}${reason}`,
      trail: [anchor(links.formula(story.formula), story.formula), html`${name}`],
      at: story.startedAt,
      content: [
        html`<h1>${name}</h1>
          <p class="verdict">${renderStanding(standing)}${reason}</p>
          ${page.waived === undefined ? undefined : html`<p class="flaky">~ ${cleanLine(page.waived)}</p>`}
          <p>${joinParts(tellPast(page, links))}</p>
          <p class="facts">${joinParts(listFacts(story, links))}</p>`,
        ...(first === undefined ? [] : [html`<h2>What failed first</h2>`, renderBad(first)]),
        ...(first === undefined && isRed ? [html`<h2>What stood in the way</h2>`, renderWhy(story)] : []),
        ...(others.length === 0 ? [] : [html`<h2>What else failed</h2>`]),
        ...others.map((bad, at) => (at < MOST_OPEN ? renderBad(bad) : fold(html`${bad.title}`, [renderBad(bad)]))),
        ...(isRed ? renderInstalledChanges(page, links) : []),
        ...renderAttempts(page, links),
        renderNext(page, links),
        ...renderRest(story, first !== undefined),
      ],
    },
    links,
  );
}

function tellPast({ story, lastPass, redSince }: ResultPage, links: SiteLinks): readonly Html[] {
  const standing = standingOf(story);
  if (standing !== 'fail' && standing !== 'error') return [];
  const isSameNight = redSince?.night !== undefined && redSince.night === story.night;
  const isFirst = redSince === undefined || redSince.runId === story.runId || isSameNight;
  return [
    isFirst
      ? html`new in this ${story.night === undefined ? 'run' : 'night'}`
      : html`not passing since ${anchor(links.result(redSince), formatLongTime(redSince.startedAt))}`,
    lastPass === undefined
      ? html`no pass is known before it`
      : html`passed last ${anchor(links.result(lastPass), formatLongTime(lastPass.startedAt))}`,
  ];
}

function listFacts(story: InstanceStory, links: SiteLinks): readonly (Html | undefined)[] {
  const { night, runId, snapshot, startedAt, durationMs } = story;
  return [
    html`${formatLongTime(startedAt)}`,
    night === undefined ? html`by hand` : html`night ${anchor(links.night(night), night)}`,
    html`run ${anchor(links.run(runId), runId)}`,
    snapshot === undefined ? html`no snapshot` : html`snapshot ${anchor(links.snapshot(snapshot.id), snapshot.id)}`,
    html`${formatDuration(durationMs)}`,
  ];
}

/** What to paste to see it again, and to look inside. */
function renderNext({ story, files }: ResultPage, links: SiteLinks): Html {
  const name = cleanLine(story.name);
  const on = story.snapshot === undefined ? '' : ` --snapshot ${cleanLine(story.snapshot.id)}`;
  const copies = files.map(
    ({ name: file, title }) => html`<a href="${links.file(story.runId, file)}">${cleanLine(title)}</a>`,
  );
  return html`<h2>What now</h2>
    <dl class="next">
      <div>
        <dt>again</dt>
        <dd><code>saltern test ${name}${on}</code></dd>
      </div>
      <div>
        <dt>look inside</dt>
        <dd><code>saltern login ${name}</code> <span class="dim">after that, if it fails again</span></dd>
      </div>
      ${
        copies.length === 0
          ? undefined
          : html`<div>
              <dt>all that was said</dt>
              <dd>${joinParts(copies)}</dd>
            </div>`
      }
    </dl>`;
}

function renderWhy({ why }: InstanceStory): Html {
  const [, ...block] = why;
  const lines = block.length === 0 ? why : block;
  return html`<pre>${lines.flatMap((line) => cleanLines(line)).join('\n')}</pre>`;
}

/** Everything else, folded. */
function renderRest(story: InstanceStory, isTold: boolean): readonly Html[] {
  const { states, checks, phases, why } = story;
  return [
    html`<h2>Everything else</h2>`,
    ...(isTold && why.length > 1 ? [fold(html`as the terminal said it`, [renderWhy(story)])] : []),
    ...(states.length === 0 ? [] : [fold(html`states: ${tell(states)}`, [renderStateTable(states)])]),
    ...(checks.length === 0 ? [] : [fold(html`checks: ${tell(checks)}`, [renderCheckTable(checks)])]),
    fold(html`times`, [renderPhases(phases)]),
    ...(story.evidence === undefined
      ? []
      : [html`<p class="dim">evidence <code>${cleanLine(story.evidence)}</code></p>`]),
  ];
}

function tell(all: readonly { readonly outcome: string }[]): string {
  return `${all.filter(({ outcome }) => outcome === 'pass').length} of ${all.length} passed`;
}
