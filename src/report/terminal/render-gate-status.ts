import { cellWidth, padCells, shortenEnd } from '../../base/text/cell-width.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { count } from '../../base/text/count.ts';
import { formatAge } from '../../base/time/format-age.ts';
import { formatTime } from '../../base/time/format-time.ts';
import { isMet } from '../../contract/decision.ts';
import { tellKeptOut } from '../../contract/tell-hold.ts';
import { tellTaint } from '../../contract/tell-taint.ts';
import type { ChannelDebt, ChannelStatus, GateStatus, Obstacle } from '../../contract/gate-status.ts';

export interface RenderStatusOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Cells of the terminal; undefined: no terminal, and lines are not cut. */
  readonly columns: number | undefined;
}

/** One screen: each channel with what stands in its way, then what stops or lets pass. Pure. */
export function renderGateStatus(status: GateStatus, options: RenderStatusOptions): readonly string[] {
  const { channels, freezes, taints, waivers, holds, halfDone, debts, logTrouble } = status;
  const lines = [
    ...channels.flatMap((one) => renderChannel(one, options)),
    ...halfDone.map((text) => `HALF DONE  ${text}`),
    ...debts.map((debt) => renderDebt(debt, options)),
    ...(logTrouble === undefined ? [] : [`LOG        ${logTrouble}`]),
    ...freezes.map(({ channel, by, at, reason, until }) => {
      const end = until === undefined ? 'until it is lifted' : `until ${formatTime(until)}`;
      return `FROZEN     ${channel ?? 'all channels'} ${end}, by ${by} ${age(at, options)} ago: ${reason}`;
    }),
    ...taints.map((taint) => {
      const { snapshot, channel, at } = taint;
      return `TAINTED    ${snapshot}, once in ${channel}, ${age(at, options)} ago: ${tellTaint(taint)}`;
    }),
    ...waivers.map(
      ({ name, requirement, expires, reason }) =>
        `WAIVED     ${requirement} until ${formatTime(expires)} ('${name}'): ${reason}`,
    ),
    ...holds.map((hold) => {
      const { name, package: held, most, expires, reason } = hold;
      const what = `${held}${most === undefined ? '' : ` at ${most}`} until ${formatTime(expires)}`;
      return `HELD       ${what} ('${name}'): ${reason}; ${tellKeptOut(hold)}`;
    }),
  ];
  return lines.map((line) => fit(line, options));
}

function renderDebt({ channel, lane, snapshot, until, instances }: ChannelDebt, { now }: RenderStatusOptions): string {
  const isLate = Date.parse(until) <= now;
  const what = `${count(instances.length, 'instance')} of ${snapshot} in ${channel}, which came by the lane '${lane}'`;
  const when = isLate ? `had to be proved by ${formatTime(until)}` : `still to be proved by ${formatTime(until)}`;
  return `${isLate ? 'OVERDUE   ' : 'OWED      '} ${what}: ${when}: ${instances.join(', ')}`;
}

function renderChannel(
  { channel, at, decision, obstacles }: ChannelStatus,
  options: RenderStatusOptions,
): readonly string[] {
  const { snapshot, requirements } = decision;
  const met = requirements.filter(({ kind }) => isMet(kind)).length;
  const isThere = at?.id === snapshot.id;
  const newest = isThere ? 'the newest' : `newest ${snapshot.id}: ${decision.decision}`;
  return [
    `${channel}  ${describeAt(at, options)}   ${newest}, ${met} of ${requirements.length} requirements met`,
    ...renderObstacles(obstacles, options),
  ];
}

function describeAt(at: ChannelStatus['at'], options: RenderStatusOptions): string {
  if (at === undefined) return 'does not exist yet';
  const since = at.since === undefined ? '' : ` since ${formatTime(at.since)} (${age(at.since, options)})`;
  return `${at.id}${since}${at.lane === undefined ? '' : `, by the lane '${at.lane}'`}`;
}

function renderObstacles(obstacles: readonly Obstacle[], options: RenderStatusOptions): readonly string[] {
  const kind = Math.max(0, ...obstacles.map((one) => one.kind.length)) + 2;
  const name = Math.max(0, ...obstacles.map(({ instance = '' }) => cellWidth(instance))) + 2;
  return obstacles.flatMap(({ kind: what, instance = '', reason, act, since, until }) => {
    const begin = `  ${padCells(what.toUpperCase(), kind)}${name > 2 ? padCells(instance, name) : ''}`;
    const times = [
      ...(since === undefined ? [] : [`since ${age(since, options)}`]),
      ...(until === undefined ? [] : [`until ${formatTime(until)}`]),
    ];
    const when = times.length === 0 ? '' : `${times.join(', ')}; `;
    return [`${begin}${cleanLine(reason)}`, `${' '.repeat(2 + kind)}${when}${act}`];
  });
}

function age(iso: string, { now }: RenderStatusOptions): string {
  return formatAge(now - Date.parse(iso));
}

/** Reasons hold text of guests and people; `cleanLine` would take the columns away. */
function fit(line: string, { columns }: RenderStatusOptions): string {
  const text = line.replaceAll(/[\n\t]/g, ' ').trimEnd();
  return columns === undefined ? text : shortenEnd(text, columns);
}
