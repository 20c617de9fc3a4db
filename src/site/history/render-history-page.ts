import { html, type Html } from '../../base/page/html.ts';
import { count } from '../../base/text/count.ts';
import { platformWords } from '../../base/text/platform-words.ts';
import { formatDate } from '../../base/time/format-time.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import { listFormulas, markNight } from '../fleet/list-formulas.ts';
import { renderPage } from '../frame/render-page.ts';
import { linksFrom, type KnownPages } from '../frame/site-links.ts';
import { renderNightList } from '../night/render-night-list.ts';
import { renderGrid, type GridRow } from './render-grid.ts';

/** Nights in the list below the grid; each older one is led to from what was red in it. */
const MOST_LISTED = 60;

/** Formulas by nights, a year on one screen. Pure. */
export function renderHistoryPage(view: FleetView, known: KnownPages): string {
  const links = linksFrom(sitePaths.history, known);
  const { nights } = view;
  const [newest, oldest] = [nights[0], nights.at(-1)];
  const formulas = listFormulas(view).toSorted((a, b) => (a.formula < b.formula ? -1 : 1));
  const whole: GridRow = {
    label: 'whole fleet',
    href: links.fleet,
    marks: nights.map((_, at) => markNight(view.instances, at)),
  };
  const rows = formulas.map((row): GridRow => ({
    label: row.formula,
    href: links.formula(row.formula),
    marks: row.nights,
  }));
  const title = `history of ${count(nights.length, 'night')}`;
  const span = newest && oldest ? `${formatDate(oldest.startedAt)} – ${formatDate(newest.startedAt)}` : '';
  const toWord = platformWords(view.instances.map(({ platform }) => platform));
  return renderPage(
    {
      project: view.project,
      title,
      at: view.at,
      content: [
        html`<div class="top">
          <h1>History</h1>
          <p class="facts">${count(nights.length, 'night')} · ${span}</p>
        </div>`,
        nights.length === 0
          ? html`<p>No night yet.</p>`
          : html`${renderLegend()}
            ${renderGrid([whole, ...rows], { caption: 'formulas by nights', nights, toWord, links })}`,
        html`<h2>Nights</h2>`,
        renderNightList(nights.slice(0, MOST_LISTED), links),
      ],
    },
    links,
  );
}

/** What the heights mean. */
export function renderLegend(): Html {
  return html`<p class="legend dim">
    <span class="p key"></span> passed <span class="y key"></span> flaky <span class="f key"></span> failed
    <span class="e key"></span> could not be run <span class="n key"></span> not run · the line below: how long it took
  </p>`;
}
