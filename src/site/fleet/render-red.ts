import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { platformWords } from '../../base/text/platform-words.ts';
import { formatDate } from '../../base/time/format-time.ts';
import type { FleetView, InstanceView } from '../../contract/fleet-view.ts';
import { standingOf, standingSign, worstStanding } from '../../contract/standing.ts';
import type { WaivedOf } from '../find-waived.ts';
import { anchor, joinParts } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';
import { describePackageChange, type InstalledChange } from '../../contract/list-package-changes.ts';
import type { RedGroup } from './list-red.ts';

interface RedOptions {
  readonly suspects: readonly InstalledChange[];
  readonly view: FleetView;
  readonly links: SiteLinks;
  readonly waivedOf: WaivedOf;
}

/** Groups that are told whole, and packages that are named of each; the table below has the others. */
const MOST_GROUPS = 6;
const MOST_PACKAGES = 4;

/** What is wrong: where, why, since when, and what changed there. Nothing where nothing is red. Pure. */
export function renderRed(groups: readonly RedGroup[], options: RedOptions): readonly Html[] {
  if (groups.length === 0) return [];
  const left = groups.length - MOST_GROUPS;
  return [
    html`<h2>What is wrong</h2>`,
    ...(options.suspects.length === 0 ? [] : [renderSuspects(groups, options.suspects)]),
    html`<ul class="wrong">
      ${groups.slice(0, MOST_GROUPS).map((group) => renderGroup(group, options))}
    </ul>`,
    ...(left > 0 ? [html`<p class="dim">and ${count(left, 'more reason')}, in the table below</p>`] : []),
  ];
}

function renderSuspects(groups: readonly RedGroup[], suspects: readonly InstalledChange[]): Html {
  const number = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const who = number === 1 ? 'It got, and nothing that passed has' : `All ${number} got, and nothing that passed has`;
  return html`<p>${who}: <b>${nameSome(suspects)}</b></p>`;
}

function renderGroup({ formula, reason, rows }: RedGroup, { view, links, waivedOf }: RedOptions): Html {
  const toWord = platformWords(view.instances.map(({ platform }) => platform));
  const standing = worstStanding(rows.map(({ latest }) => standingOf(latest)));
  const isOneSuite = new Set(rows.map(({ instance }) => instance.suite)).size === 1;
  const where = rows.map(({ instance, latest }) =>
    anchor(
      links.result(latest),
      isOneSuite ? toWord(instance.platform) : `${instance.suite} ${toWord(instance.platform)}`,
    ),
  );
  return html`<li>
    <p>
      <b class="${standing}">${standingSign(standing)} ${anchor(links.formula(formula), formula)}</b> on
      ${joinParts(where, ', ')} · ${cleanLine(reason)}
    </p>
    <p class="dim">${joinParts(tellPast(rows, view, links))}</p>
    ${tellWaived(rows, { toWord, waivedOf }).map((text) => html`<p class="flaky">~ ${text}</p>`)}
  </li>`;
}

/** What was let pass all the same, and where, if not everywhere. */
function tellWaived(
  rows: RedGroup['rows'],
  { toWord, waivedOf }: Pick<RedOptions, 'waivedOf'> & { readonly toWord: (platform: string) => string },
): readonly string[] {
  return [...Map.groupBy(rows, ({ latest }) => waivedOf(latest))].flatMap(([text, own]) => {
    if (text === undefined) return [];
    const where = own.map(({ instance }) => toWord(instance.platform)).join(', ');
    return [cleanLine(own.length === rows.length ? text : `${where}: ${text}`)];
  });
}

/** Since when, when it passed last, and which of its packages changed since: where rows differ, of the longest red. */
function tellPast(rows: RedGroup['rows'], view: FleetView, links: SiteLinks): readonly Html[] {
  const oldest = rows.toSorted((a, b) => (sinceOf(a.instance) < sinceOf(b.instance) ? -1 : 1))[0];
  if (oldest === undefined) return [];
  const { instance, changes } = oldest;
  const { lastPass, owner } = instance;
  const known = changes ?? rows.find((row) => row.changes !== undefined)?.changes;
  return [
    ...(owner === undefined ? [] : [html`kept by ${cleanLine(owner)}`]),
    html`${tellSince(instance, view)}`,
    lastPass === undefined
      ? html`no pass is known before it`
      : html`passed last ${anchor(links.result(lastPass), formatDate(lastPass.startedAt))}`,
    ...(known === undefined
      ? []
      : [
          html`${known.length === 0 ? 'none of its packages changed since' : `its packages since: ${nameSome(known)}`}`,
        ]),
  ];
}

/** `new tonight`; `red since 23 Nov 2026`. */
function tellSince({ redSince }: InstanceView, { nights }: FleetView): string {
  if (redSince === undefined) return '';
  const isNew = redSince.night !== undefined && redSince.night === nights[0]?.night;
  return isNew ? 'new tonight' : `red since ${formatDate(redSince.startedAt)}`;
}

function sinceOf({ redSince }: InstanceView): string {
  return redSince?.startedAt ?? '';
}

function nameSome(changes: readonly InstalledChange[]): string {
  const shown = changes.slice(0, MOST_PACKAGES).map((change) => cleanLine(describePackageChange(change)));
  const left = changes.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? `, and ${left} more` : ''}`;
}
