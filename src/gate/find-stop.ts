import { formatLongTime } from '../base/time/format-time.ts';
import type { Freeze, Stops } from '../contract/gate-records.ts';

/** What is to be moved, and when. */
interface Wanted {
  readonly channel: string;
  readonly digest: string;
  readonly now: Date;
}

/** What stops a move that the decision may not have seen yet, a sentence each; undefined: nothing does. Pure. */
export function findStop(
  { freezes, taints }: Stops,
  { channel, digest, now }: Wanted,
): { readonly freeze: string | undefined; readonly taint: string | undefined } {
  const freeze = freezes.find((one) => isFrozen(one, channel, now));
  const taint = taints.find((one) => one.digest === digest);
  return {
    freeze: freeze && `${channel} is frozen by ${freeze.by}${because(freeze.reason)}`,
    taint:
      taint &&
      `'${taint.snapshot}' failed after its promotion to ${taint.channel} (${formatLongTime(taint.at)})${because(taint.reason)}`,
  };
}

/** Whether a freeze stops a channel now. A time that nobody can read ends nothing. */
export function isFrozen({ channel: frozen, until }: Freeze, channel: string, now: Date): boolean {
  const isOver = until !== undefined && Date.parse(until) <= now.getTime();
  return !isOver && (frozen === undefined || frozen === channel);
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${reason}`;
}
