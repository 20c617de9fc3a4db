import { formatShare } from '../../base/text/format-share.ts';
import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { platformWords } from '../../base/text/platform-words.ts';
import { formatStopwatch } from '../../base/time/format-duration.ts';
import { formatClock, formatDate } from '../../base/time/format-time.ts';
import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { standingOf, standingSign, worstStanding } from '../../contract/standing.ts';
import { markNight } from '../fleet/list-formulas.ts';
import { renderPage } from '../frame/render-page.ts';
import { anchor, cell, renderStanding, renderTable, wrapAnchor } from '../frame/render-parts.ts';
import { linksFrom, type KnownPages, type SiteLinks } from '../frame/site-links.ts';
import { renderLegend } from '../history/render-history-page.ts';
import { renderGrid, type GridRow } from '../history/render-grid.ts';
import { renderPassRate } from './render-pass-rate.ts';

/** One formula: each of its instances now, over the nights, and how often it passed. Pure. */
export function renderFormulaPage(formula: string, view: FleetView, known: KnownPages): string {
  const links = linksFrom(sitePaths.formula(formula), known);
  const own = view.instances.filter((instance) => instance.formula === formula);
  const standing = worstStanding(own.map(({ latest }) => standingOf(latest)));
  const { nights } = view;
  const marks = nights.map((_, at) => markNight(own, at));
  const toWord = platformWords(view.instances.map(({ platform }) => platform));
  const rows = own.map((instance): GridRow => ({
    label: `${instance.suite} on ${toWord(instance.platform)}`,
    href: instance.latest && links.result(instance.latest),
    marks: nights.map((_, at) => markNight([instance], at)),
  }));
  const caption = `${cleanLine(formula)} by nights`;
  const name = cleanLine(formula);
  return renderPage(
    {
      project: view.project,
      title: `${standingSign(standing)} ${name}`,
      trail: [html`${name}`],
      at: view.at,
      content: [
        html`<h1>${name}</h1>
          <p class="verdict">${renderStanding(standing)}${tellWhere(own, toWord)}</p>
          ${own[0]?.owner === undefined ? undefined : html`<p class="facts">kept by ${cleanLine(own[0].owner)}</p>`}`,
        renderInstances(own, links),
        ...(nights.length < 2
          ? []
          : [
              html`<h2>Nights</h2>`,
              renderLegend(),
              renderGrid(rows, { caption, nights, toWord, links }),
              html`<h2>How often it passed</h2>`,
              renderPassRate(marks, nights),
            ]),
      ],
    },
    links,
  );
}

/** ` on 7, 8`: where it is red; nothing where all passed. */
function tellWhere(own: readonly InstanceView[], toWord: (platform: string) => string): string {
  const red = own.filter(({ latest }) => latest?.outcome === 'fail' || latest?.outcome === 'error');
  const words = [...new Set(red.map(({ platform }) => cleanLine(toWord(platform))))];
  return words.length === 0 ? '' : ` on ${words.join(', ')}`;
}

function renderInstances(own: readonly InstanceView[], links: SiteLinks): Html {
  const heads = ['instance', 'now', 'why', 'not passing since', 'last pass', 'last failure', 'flaky', 'took'];
  return renderTable(
    'of-formula',
    heads,
    own.map((instance) => renderInstance(instance, links)),
  );
}

function renderInstance(instance: InstanceView, links: SiteLinks): Html {
  const { name, latest, redSince, lastPass, lastFailure, flakeRate } = instance;
  const standing = standingOf(latest);
  const at = (row: InstanceView['latest']): Html | string =>
    row === undefined ? '' : anchor(links.result(row), `${formatDate(row.startedAt)}, ${formatClock(row.startedAt)}`);
  return html`<tr>
    <th scope="row">${cleanLine(name)}</th>
    ${cell('now', wrapAnchor(latest && links.result(latest), renderStanding(standing)), 'brief')}
    ${cell('why', cleanLine(latest?.reason ?? ''), 'why')} ${cell('not passing since', at(redSince))}
    ${cell('last pass', at(lastPass))} ${cell('last failure', at(lastFailure))}
    ${cell('flaky', flakeRate === 0 ? '' : formatShare(flakeRate), 'number')}
    ${cell('took', latest === undefined ? '' : formatStopwatch(latest.durationMs), 'number')}
  </tr>`;
}
