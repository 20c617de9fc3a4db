import { cleanLine } from '../../base/text/clean-text.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { describeRuns } from '../page/describe-runs.ts';
import { html, type Html } from '../../base/page/html.ts';
import type { Badge } from './badge.ts';
import { renderBadge } from './render-badge.ts';

/** Formula × platform; `verdicts` are what the badges rest on: each badge shows its run when pointed at. Pure. */
export function renderBadgeTable(badges: readonly Badge[], verdicts: readonly InstanceVerdict[]): Html {
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
  return html`<div class="wide">
    <table class="badges">
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
  </div>`;
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
