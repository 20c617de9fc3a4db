import { html, type Html } from '../../base/page/html.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { isMet, type GateDecision, type RequirementVerdict } from '../../contract/decision.ts';
import type { NightRecord } from '../../contract/night.ts';
import { standingOfRequirement, standingSign } from '../../contract/standing.ts';
import { describeStale } from '../../contract/describe-stale.ts';
import { tellKeptOut } from '../../contract/tell-hold.ts';
import { tellLane, tellOwed, tellWait } from '../../contract/tell-wait.ts';
import { anchor, cell, fold, renderTable, wrapAnchor } from '../frame/render-parts.ts';
import type { SiteLinks } from '../frame/site-links.ts';

interface DecisionOptions {
  readonly channel: NightRecord['channel'];
  readonly night: NightRecord;
  readonly links: SiteLinks;
}

/** What the gate said: what is not met with its reason, what is met folded, and what a person should know beside it. Pure. */
export function renderDecision(decision: GateDecision, options: DecisionOptions): Html {
  const { requirements, blocks, notRequired, untestedMembers, staleMembers = [], at, policy } = decision;
  const met = requirements.filter(({ kind }) => isMet(kind));
  // What somebody let pass is not as good as what passed: it is not folded away.
  const open = requirements.filter(({ kind }) => !isMet(kind) || kind === 'waived');
  const plain = met.filter(({ kind }) => kind !== 'waived');
  const { notes = [], holds = [] } = decision;
  const words = [tellWait(decision), tellOwed(decision), ...notes].filter((text) => text !== '');
  return html`<h2 id="decision">Gate: ${decision.decision}${tellLane(decision)}</h2>
    <p>${tellChannel(decision, options)} · ${met.length} of ${count(requirements.length, 'requirement')} met</p>
    <p class="dim">decided ${formatLongTime(at)} by ${cleanLine(policy.file)}</p>
    ${options.night.tainted && html`<p class="fail">✗ ${cleanLine(options.night.tainted.text)}</p>`}
    ${blocks.map(({ reason }) => html`<p class="error">! ${cleanLine(reason)}</p>`)}
    ${staleMembers.map((member) => html`<p class="dim">~ ${describeStale(member)}</p>`)}
    ${words.map((text) => html`<p>${cleanLine(text)}</p>`)}
    ${open.length === 0 ? undefined : renderRequirements(open, options)}
    ${plain.length === 0 ? undefined : fold(html`${count(plain.length, 'requirement')} met`, [renderRequirements(plain, options)])}
    ${renderHolds(holds)} ${tellRest('not required', notRequired)}
    ${tellRest('in no required instance, so not tested', untestedMembers)}`;
}

function tellChannel({ decision }: GateDecision, { channel, links }: DecisionOptions): Html {
  const { name, before, after } = channel;
  const at = (id: string | undefined): Html => (id === undefined ? html`nowhere` : anchor(links.snapshot(id), id));
  if (after !== before) return html`${name} went from ${at(before)} to ${at(after)}`;
  if (decision !== 'promote') return html`${name} stays at ${at(after)}`;
  return html`${name} is at ${at(after)}`;
}

function renderRequirements(all: readonly RequirementVerdict[], options: DecisionOptions): Html {
  return renderTable(
    'requirements',
    ['instance', 'verdict', 'why', 'looked at'],
    all.map((one) => renderRequirement(one, options)),
  );
}

function renderRequirement(verdict: RequirementVerdict, { night, links }: DecisionOptions): Html {
  const { instance, kind, reason, notes, remark, runId, finishedAt, owner } = verdict;
  const standing = standingOfRequirement(kind);
  const isFlaky = night.instances.some((one) => one.name === instance && one.runId === runId && one.isFlaky === true);
  const outcome = isMet(kind) ? 'pass' : kind;
  const href = runId === undefined ? undefined : links.result({ runId, name: instance, outcome, isFlaky });
  const keeper = owner === undefined || isMet(kind) ? [] : [`kept by ${owner}`];
  const more = [...keeper, ...(remark === undefined ? [] : [remark]), ...notes].map(
    (text) => html` <br /><span class="dim">${cleanLine(text)}</span>`,
  );
  return html`<tr>
    <th scope="row">${anchor(href, instance)}</th>
    ${cell('verdict', wrapAnchor(href, html`<span class="${standing}">${standingSign(standing)} ${kind}</span>`), 'short')}
    ${cell('why', reason === '' && more.length === 0 ? '' : html`${cleanLine(reason)}${more}`, 'why')}
    ${cell('looked at', finishedAt === undefined ? '' : formatLongTime(finishedAt))}
  </tr>`;
}

/** What is held back, whether tonight has it or not: whoever wonders why nothing newer came finds it here. */
function renderHolds(holds: NonNullable<GateDecision['holds']>): Html | undefined {
  if (holds.length === 0) return undefined;
  const rows = holds.map((hold) => {
    const { name, package: held, most, by, until, reason } = hold;
    return html`<tr>
      <th scope="row">${cleanLine(held)}</th>
      ${cell('at most', most === undefined ? 'none' : cleanLine(most))} ${cell('until', formatLongTime(until))}
      ${cell('by', cleanLine(by))}
      ${cell('why', html`${cleanLine(reason)} <span class="dim">hold '${cleanLine(name)}'</span>`, 'why')}
      ${cell('now', cleanLine(tellKeptOut(hold)))}
    </tr>`;
  });
  return html`<h3>Held back</h3>
    ${renderTable('holds', ['package', 'at most', 'until', 'by', 'why', 'now'], rows)}`;
}

function tellRest(word: string, names: readonly string[]): Html | undefined {
  return names.length === 0 ? undefined : html`<p class="dim">${word}: ${cleanLine(names.join(', '))}</p>`;
}
