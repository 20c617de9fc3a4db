import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatBytes } from '../../base/text/format-bytes.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { describeChecks } from '../../contract/describe-install-check.ts';
import type { NightSummary, PackageChanges } from '../../contract/night.ts';
import { sitePaths } from '../../contract/site-paths.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import type { Taint } from '../../contract/gate-records.ts';
import { tellTaint } from '../../contract/tell-taint.ts';
import { renderPage } from '../frame/render-page.ts';
import { anchor, cell, joinParts, renderTable } from '../frame/render-parts.ts';
import { linksFrom, type KnownPages } from '../frame/site-links.ts';
import { renderNightList } from '../night/render-night-list.ts';
import { countChanges } from '../../contract/count-changes.ts';
import { renderChangeTable } from './describe-changes.ts';

/** What the page of a snapshot is made of. */
export interface SnapshotPage {
  readonly project: string;
  readonly id: string;
  /** Default: it was removed, and only what nights say of it is left. */
  readonly summary?: SnapshotSummary | undefined;
  /** What changed to it, and from which. Default: not known. */
  readonly changes?: PackageChanges | undefined;
  /** That it failed after its promotion. Default: it did not. */
  readonly taint?: Taint | undefined;
  /** Nights that tested it, newest first. */
  readonly nights: readonly NightSummary[];
  /** When it is written, ISO 8601 UTC. */
  readonly at: string;
}

/** A snapshot: what is in it, what changed to it, and what became of it. Pure. */
export function renderSnapshotPage(
  { project, id, summary, changes, taint, nights, at }: SnapshotPage,
  known: KnownPages,
): string {
  const links = linksFrom(sitePaths.snapshot(id), known);
  const facts = [
    summary && html`taken ${formatLongTime(summary.createdAt)}`,
    summary?.derivedFrom && html`made from ${anchor(links.snapshot(summary.derivedFrom.id), summary.derivedFrom.id)}`,
    summary?.derivedFrom?.checks && html`${cleanLine(describeChecks(summary.derivedFrom))}`,
    summary && html`<code>${cleanLine(summary.digest)}</code>`,
  ];
  return renderPage(
    {
      project,
      title: `snapshot ${cleanLine(id)}`,
      trail: [html`snapshot ${cleanLine(id)}`],
      at,
      content: [
        html`<h1>Snapshot ${cleanLine(id)}</h1>
          ${taint && html`<p class="fail">✗ tainted: ${tellAfter(taint)}</p>`}
          <p class="facts">${joinParts(facts)}</p>`,
        summary === undefined ? html`<p>Its packages are no longer kept here.</p>` : renderMembers(summary),
        ...(changes === undefined
          ? []
          : [
              html`<h2>Changed since ${anchor(links.snapshot(changes.from), changes.from)}</h2>
                <p>${countChanges(changes.changes)}</p>`,
              ...(changes.changes.length === 0 ? [] : [renderChangeTable(changes.changes)]),
            ]),
        ...(nights.length === 0 ? [] : [html`<h2>Nights with it</h2>`, renderNightList(nights, links)]),
      ],
    },
    links,
  );
}

function tellAfter(taint: Taint): string {
  const what = tellTaint(taint);
  const when = `failed after its promotion to ${taint.channel}, on ${formatLongTime(taint.at)}`;
  return cleanLine(`${when}${what === '' ? '' : `: ${what}`}`);
}

function renderMembers({ members }: SnapshotSummary): Html {
  const rows = members.map(
    ({ name, packages, bytes, contentDigest }) =>
      html`<tr>
        <th scope="row">${cleanLine(name)}</th>
        ${cell('packages', String(packages), 'number')} ${cell('size', formatBytes(bytes), 'number')}
        ${cell('content', html`<code>${cleanLine(contentDigest).slice(0, 19)}…</code>`)}
      </tr>`,
  );
  return html`<h2>Repositories</h2>
    ${renderTable('members', ['repository', 'packages', 'size', 'content'], rows)}`;
}
