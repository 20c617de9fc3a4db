import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import type { ResultRow } from '../../contract/history.ts';
import { anchor, cell, fold, renderTable } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import type { InstalledChange } from '../../contract/list-package-changes.ts';

interface ChangesOptions {
  readonly story: ResultRow;
  readonly lastPass?: ResultRow | undefined;
  readonly changes?: readonly InstalledChange[] | undefined;
}

/** Rows that are open. */
const MOST_OPEN = 15;

/** What changed in the packages that this instance has installed, since it passed; nothing where it never did. Pure. */
export function renderInstalledChanges(
  { story, lastPass, changes }: ChangesOptions,
  links: SiteLinks,
): readonly Html[] {
  if (lastPass === undefined) return [];
  const head = html`<h2>Its packages since it passed last</h2>`;
  if (changes === undefined) return [head, tellSnapshots(lastPass, story, links)];
  if (changes.length === 0) return [head, html`<p>None changed.</p>`];
  const table = renderTable('changes', ['package', 'from', 'to', 'arch'], changes.map(renderRow));
  return [head, changes.length > MOST_OPEN ? fold(html`${count(changes.length, 'package')} changed`, [table]) : table];
}

/** As much as is known where nobody read the packages back. */
function tellSnapshots({ snapshot: before }: ResultRow, { snapshot: after }: ResultRow, links: SiteLinks): Html {
  const between =
    before === undefined || after === undefined || before.id === after.id
      ? html`the snapshot is the same`
      : html`the snapshot went from ${anchor(links.snapshot(before.id), before.id)} to
        ${anchor(links.snapshot(after.id), after.id)}`;
  return html`<p class="dim">What was installed is not known for both; ${between}.</p>`;
}

function renderRow({ name, arch, from, to }: InstalledChange): Html {
  return html`<tr>
    <th scope="row">${cleanLine(name)}</th>
    ${cell('from', from === undefined ? 'not there' : cleanLine(from))}
    ${cell('to', to === undefined ? 'removed' : cleanLine(to))} ${cell('arch', cleanLine(arch))}
  </tr>`;
}
