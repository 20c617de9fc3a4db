import { findTooLong } from './find-too-long.ts';
import { invalidPolicy } from './parse-policy.ts';
import { USUAL_LONGEST_MS, type GatePolicy } from './policy.ts';

/**
 * Nobody writes into a policy when an opt-out began, so it is measured from now, ms since the epoch. Throws `POLICY_INVALID`
 * with the end of each that would run longer than the policy allows, in whichever channel.
 */
export function refuseLongOptOuts({ channels, longestMs = USUAL_LONGEST_MS }: GatePolicy, now: number): void {
  const problems = Object.values(channels).flatMap(({ optOuts = [] }) =>
    optOuts.flatMap(({ expires, placeOfEnd }) => {
      const message = findTooLong('this opt-out', { end: Date.parse(expires), now, longestMs });
      return message === undefined ? [] : [{ ...placeOfEnd, message }];
    }),
  );
  if (problems.length > 0) throw invalidPolicy(problems);
}
