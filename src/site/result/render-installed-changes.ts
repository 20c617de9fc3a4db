import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import type { ResultRow } from '../../contract/history.ts';
import { anchor, cell, fold, renderTable } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import type { InstalledChange } from './list-package-changes.ts';

interface ChangesOptions {
  readonly story: ResultRow;
  readonly lastPass?: ResultRow | undefined;
  readonly changes?: readonly InstalledChange[] | undefined;
}

/** Rows that are open. */
const MOST_OPEN = 15;

/** What changed in the packages that this instance has installed, since it passed. Pure. */
export function renderInstalledChanges({ story, lastPass, changes }: ChangesOptions, links: SiteLinks): Html {
  const head = html`<h2>Its packages since it passed last</h2>`;
  if (lastPass === undefined)
    return html`${head}
      <p class="dim">No pass is known before it.</p>`;
  if (changes === undefined) {
    const [from, to] = [lastPass.snapshot?.id, story.snapshot?.id];
    const between =
      from === undefined || to === undefined || from === to
        ? html`the snapshot is the same`
        : html`the snapshot went from ${anchor(links.snapshot(from), from)} to ${anchor(links.snapshot(to), to)}`;
    return html`${head}
      <p class="dim">What was installed is not known for both; ${between}.</p>`;
  }
  if (changes.length === 0)
    return html`${head}
      <p>None changed.</p>`;
  const table = renderTable('changes', ['package', 'from', 'to', 'arch'], changes.map(renderRow));
  return html`${head}
  ${changes.length > MOST_OPEN ? fold(html`${count(changes.length, 'package')} changed`, [table]) : table}`;
}

function renderRow({ name, arch, from, to }: InstalledChange): Html {
  return html`<tr>
    <th scope="row">${cleanLine(name)}</th>
    ${cell('from', from === undefined ? 'not there' : cleanLine(from))}
    ${cell('to', to === undefined ? 'removed' : cleanLine(to))} ${cell('arch', cleanLine(arch))}
  </tr>`;
}
