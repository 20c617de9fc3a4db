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
  const freeze = freezes.find((one) => isInForce(one, channel, now));
  const taint = taints.find((one) => one.digest === digest);
  return {
    freeze: freeze && `${channel} is frozen by ${freeze.by}${because(freeze.reason)}`,
    taint:
      taint &&
      `'${taint.snapshot}' failed after its promotion to ${taint.channel} (${taint.at})${because(taint.reason)}`,
  };
}

function isInForce({ channel: only, until }: Freeze, channel: string, now: Date): boolean {
  return (only === undefined || only === channel) && (until === undefined || Date.parse(until) > now.getTime());
}

function because(reason: string): string {
  return reason === '' ? '' : `: ${reason}`;
}
