import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import type { NightRecord } from '../../contract/night.ts';
import { STANDINGS, standingOf, standingSign, type Standing } from '../../contract/standing.ts';
import { anchor, fold, sayStanding } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';

/** Every instance of the night by how it stood; those that passed are folded. Pure. */
export function renderNightInstances({ instances }: Pick<NightRecord, 'instances'>, links: SiteLinks): Html {
  const standingOfOne = (one: NightRecord['instances'][number]): Standing =>
    standingOf(one.outcome === undefined ? undefined : { outcome: one.outcome, isFlaky: one.isFlaky });
  const groups = STANDINGS.flatMap((standing) => {
    const own = instances.filter((one) => standingOfOne(one) === standing);
    if (own.length === 0) return [];
    const head = html`<span class="${standing}"
      >${standingSign(standing)} ${count(own.length, 'instance')} ${sayStanding(standing)}</span
    >`;
    const items = own.map((one) => renderItem(one, links));
    return [
      fold(
        head,
        [
          html`<ul class="names">
            ${items}
          </ul>`,
        ],
        standing !== 'pass' && standing !== 'none',
      ),
    ];
  });
  return html`${groups}`;
}

function renderItem(one: NightRecord['instances'][number], links: SiteLinks): Html {
  const { name, runId, outcome, isFlaky, attempts } = one;
  const href =
    runId === undefined || outcome === undefined ? undefined : links.result({ runId, name, outcome, isFlaky });
  const more = attempts > 1 ? html` <span class="dim">${count(attempts, 'attempt')}</span>` : undefined;
  return html`<li>${anchor(href, cleanLine(name))}${more}</li>`;
}
