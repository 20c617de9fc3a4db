import { cellWidth, padCells } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { formatLongTime } from '../../base/time/format-time.ts';
import { isMet, type GateDecision } from '../../contract/decision.ts';
import type { ChannelDebt, ChannelStatus, GateStatus, Obstacle } from '../../contract/gate-status.ts';
import type { Freeze } from '../../contract/gate-records.ts';
import { tellKeptOut } from '../../contract/tell-hold.ts';
import { tellTaint } from '../../contract/tell-taint.ts';
import { tellWaiver } from '../../contract/tell-waiver.ts';
import { span, type Line, type Tone } from '../text/line.ts';
import { wrapLine } from '../text/wrap-line.ts';

export interface RenderStatusOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Cells of the terminal, in which lines are wrapped. Default: no terminal, and each is one line. */
  readonly columns?: number;
}

/** One screen: each channel with what stands in its way, then what stops or lets pass. Pure. */
export function renderGateStatus(status: GateStatus, options: RenderStatusOptions): readonly Line[] {
  const { channels, freezes, taints, waivers, holds, halfDone, debts, logTrouble } = status;
  return [
    ...channels.flatMap((one) => renderChannel(one, options)),
    ...halfDone.flatMap((text) => renderFact('HALF DONE', text, 'error', options)),
    ...debts.flatMap((debt) => renderDebt(debt, options)),
    ...(logTrouble === undefined ? [] : renderFact('LOG', logTrouble, 'error', options)),
    // What stops one of the channels above stands among what is in its way.
    ...freezes
      .filter((freeze) => isOfNone(freeze, channels))
      .flatMap(({ channel, by, at, reason, until }) => {
        const end = until === undefined ? 'until it is lifted' : `until ${formatLongTime(until)}`;
        const text = `${channel ?? 'all channels'} ${end}, by ${by} ${age(at, options)} ago: ${reason}`;
        return renderFact('FROZEN', text, 'error', options);
      }),
    ...taints
      .filter(({ digest }) => channels.every((one) => one.decision.snapshot.digest !== digest))
      .flatMap((taint) => {
        const { snapshot, channel, at } = taint;
        const text = `${snapshot}, once in ${channel}, ${age(at, options)} ago: ${tellTaint(taint)}`;
        return renderFact('TAINTED', text, 'fail', options);
      }),
    ...waivers.flatMap((one) => renderFact('WAIVED', `${one.requirement} until ${tellWaiver(one)}`, 'flaky', options)),
    ...holds
      .filter(({ packages }) => packages.length === 0)
      .flatMap((hold) => {
        const { name, package: held, most, author, expires, reason } = hold;
        const what = `${held}${most === undefined ? '' : ` at ${most}`} until ${formatLongTime(expires)} by ${author}`;
        return renderFact('HELD', `${what}: ${reason} (hold '${name}'); ${tellKeptOut(hold)}`, 'flaky', options);
      }),
  ];
}

function isOfNone({ channel }: Freeze, channels: readonly ChannelStatus[]): boolean {
  return channel !== undefined && channels.every((one) => one.channel !== channel);
}

/** Cells of the words of such lines. */
const FACT = 11;

/** Reasons hold text of guests and people. */
function renderFact(word: string, text: string, tone: Tone, options: RenderStatusOptions): readonly Line[] {
  return fit([span(padCells(word, FACT), tone), span(cleanLine(text))], FACT, options);
}

function renderDebt({ channel, lane, snapshot, until, instances }: ChannelDebt, options: RenderStatusOptions) {
  const isLate = Date.parse(until) <= options.now;
  const what = `${count(instances.length, 'instance')} of ${snapshot} in ${channel}, which came by the lane '${lane}'`;
  const when = isLate
    ? `had to be proved by ${formatLongTime(until)}`
    : `still to be proved by ${formatLongTime(until)}`;
  const text = `${what}: ${when}: ${instances.join(', ')}`;
  return renderFact(isLate ? 'OVERDUE' : 'OWED', text, isLate ? 'fail' : 'error', options);
}

const TONES = { promote: 'pass', wait: 'error', reject: 'fail' } as const satisfies Record<
  GateDecision['decision'],
  Tone
>;

function renderChannel({ channel, at, decision, obstacles }: ChannelStatus, options: RenderStatusOptions) {
  const { snapshot, requirements } = decision;
  const met = requirements.filter(({ kind }) => isMet(kind)).length;
  const isThere = at?.id === snapshot.id;
  const newest: Line = isThere
    ? [span('the newest')]
    : [span(`newest ${snapshot.id}: `), span(decision.decision, TONES[decision.decision])];
  const head: Line = [
    span(channel, 'strong'),
    span(`  ${describeAt(at, options)}   `),
    ...newest,
    span(`, ${met} of ${requirements.length} requirements met`),
  ];
  const option = channel === 'stable' ? '' : ` --channel ${channel}`;
  const isFree = decision.decision === 'promote' && !isThere;
  return [
    ...fit(head, 4, options),
    ...renderObstacles(obstacles, options),
    ...(isFree ? fit([span(`  it may go: \`saltern promote${option}\``)], 4, options) : []),
  ];
}

function describeAt(at: ChannelStatus['at'], options: RenderStatusOptions): string {
  if (at === undefined) return 'does not exist yet';
  const since = at.since === undefined ? '' : ` since ${formatLongTime(at.since)} (${age(at.since, options)})`;
  return `${at.id}${since}${at.lane === undefined ? '' : `, by the lane '${at.lane}'`}`;
}

/** What is in the way, and below it how long, until when, and who must act. */
function renderObstacles(obstacles: readonly Obstacle[], options: RenderStatusOptions): readonly Line[] {
  const kind = Math.max(0, ...obstacles.map((one) => one.kind.length)) + 2;
  const name = Math.max(0, ...obstacles.map(({ instance = '' }) => cellWidth(instance))) + 2;
  return obstacles.flatMap(({ kind: what, instance, reason, act, since, until }) => {
    const times = [
      // A soak says how long it has lasted, a hold and a freeze when they end.
      ...(since === undefined || what === 'soak' ? [] : [`for ${age(since, options)}`]),
      ...(until === undefined || reason.includes(formatLongTime(until)) ? [] : [`until ${formatLongTime(until)}`]),
    ];
    const when = times.length === 0 ? '' : `${times.join(', ')}; `;
    const about = instance === undefined ? '' : padCells(instance, name);
    const word = span(padCells(what.toUpperCase(), kind), what === 'fail' || what === 'tainted' ? 'fail' : 'error');
    return [
      ...fit([span('  '), word, span(`${about}${cleanLine(reason)}`)], 2 + kind, options),
      ...fit([span(' '.repeat(2 + kind)), span(cleanLine(`${when}${act}`), 'dim')], 2 + kind, options),
    ];
  });
}

function age(iso: string, { now }: RenderStatusOptions): string {
  return formatAge(now - Date.parse(iso));
}

function fit(line: Line, hang: number, { columns }: RenderStatusOptions): readonly Line[] {
  return columns === undefined ? [line] : wrapLine(line, columns, hang);
}
