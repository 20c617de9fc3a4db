import { CLOCK_SKEW_MS } from '../../contract/clock-skew.ts';
import type { FlakeCount } from '../../contract/count-flakes.ts';

/**
 * What a badge says. `flaky`: it passed, after it had failed on the same content. `unknown`: not all of it was tested.
 * `stale`: what was said is older than the gate lets results be.
 */
export type BadgeOutcome = 'pass' | 'flaky' | 'fail' | 'error' | 'unknown' | 'stale';

/** A badge as data. */
export interface Badge {
  readonly formula: string;
  /** Undefined: the formula as a whole. */
  readonly platform: string | undefined;
  readonly outcome: BadgeOutcome;
  readonly label: string;
  readonly message: string;
  /** How often it was flaky lately, which its title says, for a pointer over it and screen readers. Default: nothing. */
  readonly flakes?: FlakeCount;
  /** Without folder, unique within the project: `ops-ssh-centos-7.svg`. */
  readonly fileName: string;
  /** What it speaks of: the newest night, or the newest verdict, whoever asked for it. */
  readonly origin: 'nightly' | 'newest';
  /** When it stops being true, ISO 8601 UTC. Default: it does not age. */
  readonly expiresAt?: string;
}

/** The words of the outcomes. */
export const BADGE_WORDS = {
  pass: 'passing',
  flaky: 'flaky',
  fail: 'failing',
  error: 'error',
  unknown: 'unknown',
  stale: 'stale',
} as const satisfies Record<BadgeOutcome, string>;

/**
 * The outcome of a whole. Unlike a run's: for a badge, a formula that is wrong is worse than one that we could not look at.
 */
export function worstOf(outcomes: readonly BadgeOutcome[]): BadgeOutcome {
  const worse = ['fail', 'error', 'unknown', 'stale', 'flaky'] as const;
  return worse.find((one) => outcomes.includes(one)) ?? (outcomes.length === 0 ? 'unknown' : 'pass');
}

/** How long results count, and what time it is. */
export interface Aging {
  /** Milliseconds. Default: they do not age. */
  readonly maxAgeMs?: number | undefined;
  /** Milliseconds since the epoch. Default: later than all of them. */
  readonly now?: number;
}

/**
 * When results stop counting: so long after the first of them was there. One that is of the future was timed by a clock
 * that was wrong, so nobody knows its age, and it counts no longer. Undefined: they do not age.
 */
export function expiryOf(
  times: readonly (number | undefined)[],
  { maxAgeMs, now = Number.POSITIVE_INFINITY }: Aging,
): string | undefined {
  const known = times.filter((time) => time !== undefined && Number.isFinite(time)).map(Number);
  if (maxAgeMs === undefined || known.length === 0) return undefined;
  const isDoubtful = known.some((time) => time > now + CLOCK_SKEW_MS);
  return new Date(isDoubtful ? now : Math.min(...known) + maxAgeMs).toISOString();
}
