import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import type { NightRecord } from '../../contract/night.ts';
import { cell, renderTable } from '../frame/render-parts.ts';

/** What the night's snapshot was derived with: which packages are kept back, by whom, why and until when. Pure. */
export function renderHolds({ holds = [] }: Pick<NightRecord, 'holds'>): readonly Html[] {
  if (holds.length === 0) return [];
  const rows = holds.map(
    ({ name, package: wanted, most, reason, author, expires }) =>
      html`<tr>
        <th scope="row">${cleanLine(wanted)}</th>
        ${cell('newest let through', most === undefined ? 'none' : cleanLine(most))}
        ${cell('why', cleanLine(reason), 'why')} ${cell('hold', cleanLine(name))} ${cell('by', cleanLine(author))}
        ${cell('until', formatLongTime(expires))}
      </tr>`,
  );
  return [
    html`<h2>Held back</h2>`,
    renderTable('holds', ['package', 'newest let through', 'why', 'hold', 'by', 'until'], rows),
  ];
}
