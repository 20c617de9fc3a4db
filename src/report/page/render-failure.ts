import { cleanLine } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { InstanceVerdict, VerdictOrigin } from '../../contract/store.ts';
import { html, type Html } from '../../base/page/html.ts';
import { describeChange } from './describe-change.ts';
import type { PageRow } from './list-rows.ts';
import { renderStanding } from './render-instance-table.ts';
import { renderRunLinks, type RunLinks } from './run-links.ts';

/** What is wrong with one instance, folded: its reason, since when, what changed then, all that was said, what now. Pure. */
export function renderFailure(
  { instance, standing }: PageRow,
  verdict: InstanceVerdict,
  { links, isOpen }: { readonly links: ReadonlyMap<string, RunLinks>; readonly isOpen: boolean },
): Html {
  const name = cleanLine(instance.name);
  const [reason = '', ...block] = verdict.why ?? [];
  const on = verdict.snapshot === null ? '' : ` --snapshot ${cleanLine(verdict.snapshot)}`;
  const open = isOpen ? html` open` : undefined;
  return html`<details id="${encodeURIComponent(name)}" ${open}>
    <summary><b>${renderStanding(standing)} ${name}</b> ${cleanLine(reason)}</summary>
    <div>
      ${tellHistory(verdict)}
      ${block.length === 0 ? undefined : html`<pre>${block.map((line) => line.replace(/^ {2}/, '')).join('\n')}</pre>`}
      <p>again <code>saltern test ${name}${on}</code> · ${renderRunLinks(instance.name, links.get(verdict.runId))}</p>
    </div>
  </details>`;
}

function tellHistory({ redSince, lastPass, runId }: InstanceVerdict): readonly Html[] {
  const since =
    redSince !== undefined && redSince.runId !== runId ? [html`<p>not passing since ${tellOrigin(redSince)}</p>`] : [];
  if (lastPass === undefined) return [...since, html`<p class="dim">no pass is known before it</p>`];
  const change = redSince && describeChange(lastPass, redSince);
  return [
    ...since,
    html`<p>passed last ${tellOrigin(lastPass)}</p>`,
    ...(change === undefined ? [] : [html`<p>changed since then: ${change}</p>`]),
  ];
}

function tellOrigin({ at, snapshot, runId }: VerdictOrigin): string {
  return `${formatLongTime(at)}${snapshot === null ? '' : ` on ${cleanLine(snapshot)}`}, run ${cleanLine(runId)}`;
}
