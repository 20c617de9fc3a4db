import type { Phase } from './phases.ts';

/** What has a time limit: every phase, and a state within a pass (the longest time without any state finishing). */
export type TimeLimit = Phase | 'state';

/** Milliseconds. */
export type TimeLimits = Readonly<Record<TimeLimit, number>>;

/**
 * The defaults, as a file would write them. For a driver whose instances are slow, all are stretched when it is bound.
 */
export const DEFAULT_TIME_LIMITS = {
  prepare: '30m',
  create: '2m',
  converge: '30m',
  again: '30m',
  state: '10m',
  reboot: '2m',
  verify: '5m',
  destroy: '60s',
} as const satisfies Readonly<Record<TimeLimit, string>>;

/** Limits made one by one. */
export function makeLimits(of: (limit: TimeLimit) => number): TimeLimits {
  const limits = Object.keys(DEFAULT_TIME_LIMITS) as TimeLimit[];
  // `fromEntries` forgets which keys it was given.
  return Object.fromEntries(limits.map((limit) => [limit, of(limit)])) as Record<TimeLimit, number>;
}
