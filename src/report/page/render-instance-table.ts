import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration, formatPhaseTime } from '../../base/time/format-duration.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { standingSign, standingWord, type Standing } from '../../contract/standing.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { NO_CHECKS } from '../explain/list-remarks.ts';
import { html, type Html, type HtmlValue } from '../../base/page/html.ts';
import { outcomeSign } from '../../contract/outcome.ts';
import { hasLater, isRed, type PageRow } from './list-rows.ts';
import { renderRunLinks, type RunLinks } from './run-links.ts';

const HEADS = ['instance', 'verdict', 'since', 'why', 'took', 'more'] as const;

/** A sign and a word, so that no colour is needed to tell them apart. */
export function renderStanding(standing: Standing): Html {
  return html`<span class="${standing}">${standingSign(standing)} ${standingWord(standing)}</span>`;
}

/** A row for each instance: how it stands, since when, why, on what, how long it took, and where to read on. Pure. */
export function renderInstanceTable(rows: readonly PageRow[], links: ReadonlyMap<string, RunLinks>): Html {
  const head = HEADS.map((one) => html`<th scope="col">${one}</th>`);
  return html`<div class="wide">
    <table class="cards instances">
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => renderRow(row, links))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(row: PageRow, links: ReadonlyMap<string, RunLinks>): Html {
  const { instance, verdict } = row;
  const name = cleanLine(instance.name);
  const title = isRed(row) ? html`<a href="#${encodeURIComponent(name)}">${name}</a>` : html`${name}`;
  return html`<tr>
    <th scope="row">${title}</th>
    ${cell('verdict', renderVerdict(row), 'short')} ${cell('since', verdict && renderOrigin(verdict), 'short')}
    ${cell('why', renderWhy(row), 'why')} ${cell('took', verdict?.took && renderTook(verdict.took), 'took')}
    ${cell('more', verdict && renderRunLinks(instance.name, links.get(verdict.runId)), 'short')}
  </tr>`;
}

function cell(head: (typeof HEADS)[number], content: HtmlValue, kind: string): Html {
  // On narrow screens an empty cell is left out, for which nothing may be in it, not even a space.
  return html`<td class="${kind}" data-head="${head}">${content}</td>`;
}

function renderVerdict(row: PageRow): Html {
  const { standing, attempt } = row;
  if (!hasLater(row)) return renderStanding(standing);
  const word = attempt?.isInterrupted === true ? 'interrupted' : 'not run since';
  return html`${renderStanding(standing)} <br /><span class="error">${outcomeSign('error')} ${word}</span>`;
}

/** When it began to be so, and on which snapshot. */
function renderOrigin(verdict: InstanceVerdict): Html {
  const { at, snapshot } = verdict.redSince ?? verdict;
  const on = snapshot === null ? undefined : html` <br /><span class="dim">${cleanLine(snapshot)}</span>`;
  return html`${formatLongTime(at)}${on}`;
}

/** The reason, and what came after it. */
function renderWhy({ verdict, attempt }: PageRow): Html | undefined {
  const { why, since, hasNoChecks } = verdict ?? {};
  const texts = [
    why?.[0] ?? '',
    hasNoChecks === true ? NO_CHECKS : '',
    since === undefined ? '' : `could not be run ${formatLongTime(since.at)}: ${since.reason}`,
    attempt?.isInterrupted === true ? `interrupted ${formatLongTime(attempt.at)}` : '',
  ].filter((text) => text !== '');
  return texts.length === 0 ? undefined : html`${cleanLine(texts.join('; '))}`;
}

/** The time of all, and of each phase that anybody waits for. */
function renderTook({ ms, phases }: NonNullable<InstanceVerdict['took']>): Html {
  const shown = phases.filter(([phase, own]) => own >= 100 && phase !== 'destroy');
  const parts = shown.map(([phase, own]) => `${phase} ${formatPhaseTime(own)}`);
  return html`${formatDuration(ms)} <br /><span class="dim">${parts.join(' · ')}</span>`;
}
