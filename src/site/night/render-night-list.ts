import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatDuration } from '../../base/time/format-duration.ts';
import type { NightSummary } from '../../contract/night.ts';
import { standingSign } from '../../contract/standing.ts';
import { anchor, cell, renderTable } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import { answerNight, durationOf, tellTally, tellTimes } from './describe-night.ts';

/** Nights with what came of them. Pure. */
export function renderNightList(nights: readonly NightSummary[], links: SiteLinks): Html {
  return renderTable(
    'nights-list',
    ['night', 'outcome', 'instances', 'why', 'snapshot', 'took'],
    nights.map((night) => renderRow(night, links)),
  );
}

function renderRow(night: NightSummary, links: SiteLinks): Html {
  const { standing, word } = answerNight(night);
  const took = durationOf(night);
  const { snapshot, tally, reason } = night;
  return html`<tr>
    <th scope="row">${anchor(links.night(night.night), tellTimes(night))}</th>
    ${cell('outcome', html`<span class="${standing}">${standingSign(standing)} ${word}</span>`, 'short')}
    ${cell('instances', tellTally(tally))} ${cell('why', cleanLine(reason))}
    ${cell('snapshot', snapshot && anchor(links.snapshot(snapshot.id), snapshot.id), 'id')}
    ${cell('took', took === undefined ? '' : formatDuration(took), 'number')}
  </tr>`;
}
