import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { standingSign } from '../../contract/standing.ts';
import type { BadThing } from './list-bad.ts';

/** Lines of one thing on a page: more is in the log. */
const MOST_LINES = 400;

/** What it is, where it is written, and what was said of it, a diff with its colours. Pure. */
export function renderBad({ standing, kind, title, about, place, lines }: BadThing): Html {
  const shown = lines.slice(0, MOST_LINES).map(renderLine);
  const left = lines.length - shown.length;
  return html`<section class="bad">
    <p>
      <b class="${standing}">${standingSign(standing)} ${kind}</b> <b>${title}</b>
      ${about === '' ? undefined : html`<span class="dim">${about}</span>`}
      ${place === undefined ? undefined : html`<code>${cleanLine(place)}</code>`}
    </p>
    ${shown.length === 0 ? undefined : html`<pre>${shown}</pre>`}
    ${left > 0 ? html`<p class="dim">… ${left} more lines in the log</p>` : undefined}
  </section>`;
}

/** The signs of a diff are there anyway; colour is added to them. */
function renderLine(line: string): Html {
  if (/^@@ .* @@/.test(line)) return html`<span class="dim">${line}</span>${'\n'}`;
  if (/^\+(?!\+\+ )/.test(line)) return html`<ins>${line}</ins>${'\n'}`;
  if (/^-(?!-- )/.test(line)) return html`<del>${line}</del>${'\n'}`;
  return html`${line}${'\n'}`;
}
