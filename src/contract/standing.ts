import type { RequirementKind } from './decision.ts';
import { outcomeSign, type Outcome } from './outcome.ts';

/** How an instance stands, in the order of what people want to see first. `none`: nobody knows. */
export const STANDINGS = ['fail', 'error', 'flaky', 'pass', 'none'] as const;

/** One of them. */
export type Standing = (typeof STANDINGS)[number];

/** How one stands whose newest result this is; what was deliberately not judged says nothing. Undefined: nobody tested it. */
export function standingOf(
  result: { readonly outcome: Outcome; readonly isFlaky?: boolean | undefined } | undefined,
): Standing {
  if (result === undefined || result.outcome === 'skip') return 'none';
  return result.isFlaky === true ? 'flaky' : result.outcome;
}

const OF_REQUIREMENTS = {
  fail: 'fail',
  error: 'error',
  invalid: 'error',
  stale: 'error',
  missing: 'error',
  running: 'error',
  waived: 'flaky',
  flaky: 'flaky',
  pass: 'pass',
} as const satisfies Record<RequirementKind, Standing>;

/** How a requirement stands by what the gate says of it: amber is what somebody should look at. */
export function standingOfRequirement(kind: RequirementKind): Exclude<Standing, 'none'> {
  return OF_REQUIREMENTS[kind];
}

/** That of several together: the first of the order that there is, and `none` only where nothing else is. */
export function worstStanding(standings: readonly Standing[]): Standing {
  return STANDINGS.find((one) => standings.includes(one)) ?? 'none';
}

/** Whether it is known to be no pass. */
export function isRedStanding(standing: Standing): boolean {
  return standing === 'fail' || standing === 'error';
}

/** The sign that stands beside every colour: `~` for what is flaky. */
export function standingSign(standing: Standing): string {
  if (standing === 'flaky') return '~';
  return outcomeSign(standing === 'none' ? 'skip' : standing);
}

/** What it is called in a sentence: `could not be run`. */
export function standingWord(standing: Standing): string {
  return { fail: 'failed', error: 'could not be run', flaky: 'flaky', pass: 'passed', none: 'never tested' }[standing];
}
