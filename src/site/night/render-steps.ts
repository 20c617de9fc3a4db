import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import { formatClock } from '../../base/time/format-time.ts';
import type { NightStep } from '../../contract/night.ts';
import type { Standing } from '../../contract/standing.ts';
import { cell, renderTable } from '../frame/render-parts.ts';

const SIGNS = {
  done: { standing: 'pass', text: '✓ done' },
  warning: { standing: 'error', text: '! with a warning' },
  skipped: { standing: 'none', text: '– nothing to do' },
  error: { standing: 'error', text: '! not done' },
} as const satisfies Record<NightStep['outcome'], { readonly standing: Standing; readonly text: string }>;

/** The steps of a night with what came of each and how long it took. Pure. */
export function renderSteps(steps: readonly NightStep[]): Html {
  const rows = steps.map(({ name, outcome, startedAt, durationMs, text }) => {
    const { standing, text: said } = SIGNS[outcome];
    return html`<tr>
      <th scope="row">${name}</th>
      ${cell('outcome', html`<span class="${standing}">${said}</span>`, 'short')}
      ${cell('what', cleanLine(text), 'why')} ${cell('began', formatClock(startedAt))}
      ${cell('took', formatDuration(durationMs), 'number')}
    </tr>`;
  });
  return renderTable('steps', ['step', 'outcome', 'what', 'began', 'took'], rows);
}
