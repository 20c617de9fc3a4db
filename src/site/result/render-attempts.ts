import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { formatClock } from '../../base/time/format-time.ts';
import type { ResultRow } from '../../contract/history.ts';
import { standingOf } from '../../contract/standing.ts';
import { anchor, cell, renderStanding, renderTable } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';

interface AttemptsOptions {
  readonly story: ResultRow;
  readonly attempts: readonly ResultRow[];
}

/** Every attempt with how it went, where there was more than one. Pure. */
export function renderAttempts({ story, attempts }: AttemptsOptions, links: SiteLinks): readonly Html[] {
  if (attempts.length < 2) return [];
  const rows = attempts.map((row, at) => {
    const isThis = row.runId === story.runId;
    const name = `attempt ${at + 1}`;
    return html`<tr>
      <th scope="row">${isThis ? html`${name} <span class="dim">this one</span>` : anchor(links.result(row), name)}</th>
      ${cell('verdict', renderStanding(standingOf(row)))} ${cell('why', cleanLine(row.reason), 'why')}
      ${cell('began', formatClock(row.startedAt))} ${cell('took', formatDuration(row.durationMs), 'number')}
    </tr>`;
  });
  return [html`<h2>Attempts</h2>`, renderTable('attempts', ['attempt', 'verdict', 'why', 'began', 'took'], rows)];
}
