import { cleanLine } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { html, trustedHtml, type Html } from '../text/html.ts';
import { count } from '../text/words.ts';
import type { Badge } from './collect-badges.ts';
import { renderBadge } from './render-badge.ts';

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

/**
 * Formula × platform as a page of its own: no script, no server, dark and light. `verdicts` are what the badges rest
 * on; each badge shows its run when pointed at. Pure.
 */
export function renderBadgePage(badges: readonly Badge[], verdicts: readonly InstanceVerdict[]): string {
  const platforms = [...new Set(badges.flatMap((badge) => badge.platform ?? []))].sort();
  const formulas = [...new Set(badges.map((badge) => badge.formula))].sort();
  const head = platforms.map((platform) => html`<th scope="col">${cleanLine(platform)}</th>`);
  const rows = formulas.map((formula) => {
    const own = badges.filter((badge) => badge.formula === formula);
    const cells = [undefined, ...platforms].map((platform) => {
      const badge = own.find((one) => one.platform === platform);
      return renderCell(badge, verdicts);
    });
    return html`<tr>
      <th scope="row">${cleanLine(formula)}</th>
      ${cells}
    </tr> `;
  });
  return html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Formulas by platform</title>
      <style>
        ${trustedHtml(STYLE)}
      </style>
      <h1>Formulas by platform</h1>
      <p>${describeRuns(verdicts)}</p>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">formula</th>
              <th scope="col">all</th>
              ${head}
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
    </html> `.markup;
}

function renderCell(badge: Badge | undefined, verdicts: readonly InstanceVerdict[]): Html {
  if (badge === undefined) return html`<td class="none">–</td>`;
  const words = cleanLine(`${badge.label}: ${badge.message}`);
  const covered = verdicts.filter(
    ({ formula, platform }) => formula === badge.formula && (badge.platform ?? platform) === platform,
  );
  // Only the verdict: row and column say the rest. The picture is in the page itself, which can be sent as one file.
  const picture = Buffer.from(renderBadge({ ...badge, label: '' })).toString('base64');
  const image = html`<img
    src="data:image/svg+xml;base64,${picture}"
    alt="${words}"
    title="${words} (${[describeRuns(covered), ...covered.flatMap(describeSince)].join('; ')})"
  />`;
  return html`<td><a href="badges/${encodeURIComponent(badge.fileName)}">${image}</a></td>`;
}

/** `ops-ssh-default-centos-7 could not be run since, run 20261122T222046-1a2b: no engine` */
function describeSince({ instance, since }: InstanceVerdict): readonly string[] {
  if (since === undefined) return [];
  return [cleanLine(`${instance} could not be run since, run ${since.runId}: ${since.reason}`)];
}

/** `22 Nov 2026, 22:20 UTC · snapshot 20261122T013000 · run 20261122T222046-1a2b`; of several runs the newest. */
function describeRuns(verdicts: readonly InstanceVerdict[]): string {
  const newest = verdicts.toSorted((a, b) => (`${a.at} ${a.runId}` < `${b.at} ${b.runId}` ? 1 : -1))[0];
  if (newest === undefined) return '';
  const { at, snapshot, runId } = newest;
  const others = new Set(verdicts.map((verdict) => verdict.runId)).size - 1;
  const facts = [formatLongTime(at), snapshot === null ? '' : `snapshot ${snapshot}`, `run ${runId}`];
  const more = others > 0 ? count(others, 'earlier run') : '';
  return cleanLine([...facts, more].filter((fact) => fact !== '').join(' · '));
}
