import { html, type Html, type HtmlValue } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { standingSign, standingWord, type Standing } from '../../contract/standing.ts';

/** A text that leads to a page where there is that page. The text is on one line. */
export function anchor(href: string | undefined, text: string): Html {
  return wrapAnchor(href, html`${cleanLine(text)}`);
}

/** The same around markup. */
export function wrapAnchor(href: string | undefined, inner: Html): Html {
  return href === undefined ? inner : html`<a href="${href}">${inner}</a>`;
}

/** The sign alone, for a table; `says`: what it means, for those who point at it or cannot see it. */
export function renderSign(standing: Standing, says: string, href: string | undefined): Html {
  const [sign, said] = [standingSign(standing), cleanLine(says)];
  if (href === undefined)
    return html`<span class="sign ${standing}" role="img" aria-label="${said}" title="${said}">${sign}</span>`;
  return html`<a class="sign ${standing}" href="${href}" aria-label="${said}" title="${said}">${sign}</a>`;
}

/** Sign and word: `✗ failed`. */
export function renderStanding(standing: Standing): Html {
  return html`<span class="${standing}">${standingSign(standing)} ${sayStanding(standing)}</span>`;
}

/** As in a sentence about a night, in which some may not have run. */
export function sayStanding(standing: Standing): string {
  return standing === 'none' ? 'not run' : standingWord(standing);
}

/** Columns of numbers, by their heads. */
const NUMBERS: ReadonlySet<string> = new Set(['took', 'packages', 'size', 'flaky']);

/** A table that becomes a list of cards where there is no room for it. `kind` says how its columns share the room. */
export function renderTable(kind: string, heads: readonly string[], rows: readonly Html[]): Html {
  const head = heads.map((one) => html`<th scope="col" class="${NUMBERS.has(one) ? 'number' : ''}">${one}</th>`);
  return html`<table class="cards ${kind}">
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** A cell; empty ones are left out where the table is a list of cards, so nothing may be in them, not even a space. */
export function cell(head: string, content: HtmlValue, kind = ''): Html {
  return html`<td class="${kind}" data-head="${head}">${content}</td>`;
}

/** Something that is read only by those who want to. */
export function fold(summary: Html, content: readonly Html[], isOpen = false): Html {
  return html`<details ${isOpen ? html`open` : undefined}>
    <summary>${summary}</summary>
    <div>${content}</div>
  </details>`;
}

/** Pieces with a sign between them; those that are nothing are left out. */
export function joinParts(parts: readonly (Html | undefined)[], between = ' · '): Html {
  const there = parts.filter((part) => part !== undefined);
  return html`${there.map((part, at) => (at === 0 ? part : html`${between}${part}`))}`;
}
