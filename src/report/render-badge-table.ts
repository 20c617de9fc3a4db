import type { RunResult } from '../contract/model.ts';
import { cleanLine } from './clean-text.ts';
import type { Badge } from './collect-badges.ts';
import { formatDuration } from './format-duration.ts';
import { renderBadge } from './render-badge.ts';
import { escapeAttribute, escapeXml } from './xml.ts';

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

function renderImage(badge: Badge | undefined): string {
  if (badge === undefined) return '<td class="none">–</td>';
  const words = escapeAttribute(`${badge.label}: ${badge.message}`);
  // Only the verdict: row and column say the rest. Within the page, so that it can be sent around alone.
  const picture = Buffer.from(renderBadge({ ...badge, label: '' })).toString('base64');
  const image = `<img src="data:image/svg+xml;base64,${picture}" alt="${words}" title="${words}">`;
  return `<td><a href="badges/${encodeURIComponent(badge.fileName)}">${image}</a></td>`;
}

function text(value: string): string {
  return escapeXml(cleanLine(value));
}

/** Formula × platform as a page of its own: no script, no server, dark and light. */
export function renderBadgeTable(badges: readonly Badge[], run: RunResult, snapshot: string | undefined): string {
  const platforms = [...new Set(badges.flatMap((badge) => badge.platform ?? []))].sort();
  const formulas = [...new Set(badges.map((badge) => badge.formula))].sort();
  const find = (formula: string, platform: string | undefined): Badge | undefined =>
    badges.find((badge) => badge.formula === formula && badge.platform === platform);
  const rows = formulas.map(
    (formula) =>
      `<tr><th scope="row">${text(formula)}</th>${[undefined, ...platforms].map((platform) => renderImage(find(formula, platform))).join('')}</tr>`,
  );
  const facts = [
    run.startedAt,
    snapshot === undefined ? '' : `snapshot ${snapshot}`,
    formatDuration(run.durationMs),
    `run ${run.runId}`,
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Formulas by platform</title>
<style>
${STYLE}
</style>
<h1>Formulas by platform</h1>
<p>${facts
    .filter((fact) => fact !== '')
    .map((fact) => text(fact))
    .join(' · ')}</p>
<div class="wide"><table>
<thead><tr><th scope="col">formula</th><th scope="col">all</th>${platforms.map((platform) => `<th scope="col">${text(platform)}</th>`).join('')}</tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table></div>
</html>
`;
}
