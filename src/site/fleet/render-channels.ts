import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { parseSnapshotId } from '../../contract/snapshot-id.ts';
import type { FleetView } from '../../contract/fleet-view.ts';
import { anchor } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';

/** Where channels are, what the newest night was about, and what was good last. Pure. */
export function renderChannels({ channels, nights, lastGood, at }: FleetView, links: SiteLinks): Html {
  const [newest] = nights;
  const named = Object.entries(channels).filter(([, id]) => id !== '');
  const tested = newest?.snapshot?.id;
  const rows: readonly (readonly [string, string])[] = [
    ...named,
    ...(tested === undefined || named.some(([, id]) => id === tested) ? [] : [['tested last', tested] as const]),
    ...(lastGood === undefined || lastGood === null ? [] : [['last good', lastGood] as const]),
  ];
  const items = rows.map(
    ([name, id]) =>
      html`<div>
        <dt>${cleanLine(name)}</dt>
        <dd>${anchor(links.snapshot(id), id)} ${renderAge(id, at)}</dd>
      </div>`,
  );
  return html`<dl class="channels">${items}</dl>`;
}

function renderAge(id: string, now: string): Html | undefined {
  const time = parseSnapshotId(id)?.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/, '$1-$2-$3T$4:$5:$6Z');
  const ageMs = time === undefined ? Number.NaN : Date.parse(now) - Date.parse(time);
  return Number.isNaN(ageMs) ? undefined : html`<span class="dim">${formatAge(ageMs)} old</span>`;
}
