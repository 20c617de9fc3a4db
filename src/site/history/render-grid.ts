import { html, trustedHtml, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatMonth } from '../../base/time/format-time.ts';
import type { NightSummary } from '../../contract/night.ts';
import type { Standing } from '../../contract/standing.ts';
import type { NightMark } from '../fleet/list-formulas.ts';
import { anchor } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import { describeMark, linkMark } from './describe-mark.ts';
import { renderLine } from './render-line.ts';

/** One line of the grid. */
export interface GridRow {
  readonly label: string;
  readonly href: string | undefined;
  /** One per night, newest first. */
  readonly marks: readonly NightMark[];
}

interface GridOptions {
  /** What the rows are, for those who cannot see them. */
  readonly caption: string;
  /** Newest first. */
  readonly nights: readonly NightSummary[];
  readonly toWord: (platform: string) => string;
  readonly links: SiteLinks;
}

/** One letter each: there are thousands of cells. Each is also of another height, so that no colour is needed. */
const LETTERS = { fail: 'f', error: 'e', flaky: 'y', pass: 'p', none: 'n' } as const satisfies Record<Standing, string>;

/** Rows by nights, the newest last, with the times below each row: a year is as wide as a screen. Pure. */
export function renderGrid(rows: readonly GridRow[], options: GridOptions): Html {
  const { nights, caption } = options;
  // Few nights are not stretched over the whole screen.
  const size = nights.length > 120 ? 'year' : nights.length > 40 ? 'quarter' : 'month';
  return html`<div class="wide ends" tabindex="0" role="region" aria-label="${caption}">
    <table class="grid ${size}">
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          <td></td>
          ${renderMonths(nights)}
          <td class="share">passed</td>
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => renderRow(row, options))}
      </tbody>
    </table>
  </div>`;
}

function renderMonths(nights: readonly NightSummary[]): readonly Html[] {
  const months = Map.groupBy(nights.toReversed(), ({ startedAt }) => startedAt.slice(0, 7));
  return [...months].map(([, own]) => {
    // In a narrow column the name of a month would stand over the next.
    const name = own.length >= 12 ? formatMonth(own[0]?.startedAt ?? '') : '';
    return html`<th scope="colgroup" colspan="${own.length}">${name}</th>`;
  });
}

function renderRow({ label, href, marks }: GridRow, { nights, toWord, links }: GridOptions): Html {
  const cells = marks.toReversed().map((mark, at) => {
    const night = nights[marks.length - 1 - at];
    return night === undefined ? html`` : renderCell(mark, describeMark(mark, night, toWord), linkMark(mark, links));
  });
  const times = marks.toReversed().map(({ durationMs, by }) => (by.length === 0 ? undefined : durationMs));
  return html`<tr>
      <th scope="row" rowspan="2">${anchor(href, label)}</th>
      ${cells}
      <td class="share" rowspan="2">${tellShare(marks)}</td>
    </tr>
    <tr class="times">
      <td colspan="${marks.length}">${renderLine(times, `times of ${cleanLine(label)}`)}</td>
    </tr>`;
}

/** Without quotes and end tags, which HTML allows here: a year of forty rows stays below a megabyte. */
function renderCell({ standing }: NightMark, says: string, href: string | undefined): Html {
  const open = trustedHtml(`<td class=${LETTERS[standing]}`);
  if (href !== undefined) return html`${open}><a href="${href}" title="${says}" aria-label="${says}"></a>`;
  const close = trustedHtml('">');
  return standing === 'none' ? html`${open}>` : html`${open} title="${says}${close}`;
}

function tellShare(marks: readonly NightMark[]): string {
  const judged = marks.filter(({ standing }) => standing !== 'none');
  const good = judged.filter(({ standing }) => standing === 'pass' || standing === 'flaky');
  if (judged.length === 0) return '';
  // 100 % is only said where it is so.
  return `${Math.floor((good.length / judged.length) * 100)} %`;
}
