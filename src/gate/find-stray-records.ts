import { didYouMean } from '../base/text/did-you-mean.ts';
import type { Approval, Waiver } from '../contract/gate-records.ts';
import type { GatePolicy } from './policy.ts';

/** Records that may be for what the policy does not have. */
export interface StrayRecords {
  readonly waivers: readonly Waiver[];
  readonly approvals: readonly Approval[];
  /** Digest of the snapshot: approvals of other contents are history. */
  readonly digest: string;
}

/** Waivers and approvals of a channel or a lane that the policy does not have, a misspelt one say: a line each. Pure. */
export function findStrayRecords(
  { channels }: Pick<GatePolicy, 'channels'>,
  { waivers, approvals, digest }: StrayRecords,
): readonly string[] {
  const findStray = (what: string, name: string, known: object): string | undefined =>
    Object.hasOwn(known, name)
      ? undefined
      : `${what} '${name}', which the policy does not have${didYouMean(name, Object.keys(known))}`;
  return [
    ...waivers.flatMap(({ name, scope }) =>
      scope.kind === 'channel' ? (findStray(`waiver '${name}' is for the channel`, scope.channel, channels) ?? []) : [],
    ),
    ...approvals
      .filter(({ snapshot }) => snapshot === digest)
      .flatMap(({ name, channel, lane }) => {
        const what = `approval '${name}' is for the`;
        const lanes = channels[channel]?.lanes ?? {};
        return findStray(`${what} channel`, channel, channels) ?? findStray(`${what} lane`, lane, lanes) ?? [];
      }),
  ].sort();
}
