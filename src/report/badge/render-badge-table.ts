import type { InstanceVerdict } from '../../contract/store.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import type { Badge } from './collect-badges.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { renderBadge } from './render-badge.ts';
import { escapeAttribute, escapeXml } from '../../base/text/xml.ts';

const STYLE = `:root { color-scheme: light dark; --line: light-dark(#d0d7de, #3d444d); --dim: light-dark(#59636e, #9198a1); }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem;
  color: light-dark(#1f2328, #f0f6fc); background: light-dark(#fff, #0d1117); }
h1 { font-size: 1.4rem; margin: 0; }
p { margin: .25rem 0 1.5rem; color: var(--dim); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .45rem .9rem .45rem 0; text-align: left; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th, td.none { color: var(--dim); font-weight: normal; }
img { display: block; height: 20px; }`;

function renderImage(badge: Badge | undefined, verdicts: readonly InstanceVerdict[]): string {
  if (badge === undefined) return '<td class="none">–</td>';
  const words = escapeAttribute(`${badge.label}: ${badge.message}`);
  const covered = verdicts.filter(
    ({ formula, platform }) => formula === badge.formula && (badge.platform ?? platform) === platform,
  );
  const title = escapeAttribute(cleanLine(`${badge.label}: ${badge.message} (${describeRuns(covered)})`));
  // Only the verdict: row and column say the rest. Within the page, so that it can be sent around alone.
  const picture = Buffer.from(renderBadge({ ...badge, label: '' })).toString('base64');
  const image = `<img src="data:image/svg+xml;base64,${picture}" alt="${words}" title="${title}">`;
  return `<td><a href="badges/${encodeURIComponent(badge.fileName)}">${image}</a></td>`;
}

function text(value: string): string {
  return escapeXml(cleanLine(value));
}

/** `22 Nov 2026, 22:20 UTC · snapshot 20261122T013000 · run 20261122T222046-1a2b`; of several runs the newest. */
function describeRuns(verdicts: readonly InstanceVerdict[]): string {
  const newest = verdicts.toSorted((a, b) => (`${a.at} ${a.runId}` < `${b.at} ${b.runId}` ? 1 : -1))[0];
  if (newest === undefined) return '';
  const { at, snapshot, runId } = newest;
  const others = new Set(verdicts.map((verdict) => verdict.runId)).size - 1;
  const facts = [formatLongTime(at), snapshot === null ? '' : `snapshot ${snapshot}`, `run ${runId}`];
  const more = others > 0 ? `${others} earlier ${others === 1 ? 'run' : 'runs'}` : '';
  return [...facts, more].filter((fact) => fact !== '').join(' · ');
}

/**
 * Formula × platform as a page of its own: no script, no server, dark and light. `verdicts` are what the badges rest
 * on; each badge tells its run when pointed at.
 */
export function renderBadgeTable(badges: readonly Badge[], verdicts: readonly InstanceVerdict[]): string {
  const platforms = [...new Set(badges.flatMap((badge) => badge.platform ?? []))].sort();
  const formulas = [...new Set(badges.map((badge) => badge.formula))].sort();
  const find = (formula: string, platform: string | undefined): Badge | undefined =>
    badges.find((badge) => badge.formula === formula && badge.platform === platform);
  const rows = formulas.map(
    (formula) =>
      `<tr><th scope="row">${text(formula)}</th>${[undefined, ...platforms].map((platform) => renderImage(find(formula, platform), verdicts)).join('')}</tr>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Formulas by platform</title>
<style>
${STYLE}
</style>
<h1>Formulas by platform</h1>
<p>${text(describeRuns(verdicts))}</p>
<div class="wide"><table>
<thead><tr><th scope="col">formula</th><th scope="col">all</th>${platforms.map((platform) => `<th scope="col">${text(platform)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</html>
`;
}
