/** Milliseconds by which clocks of two machines may differ before a time counts as wrong. */
export const CLOCK_SKEW_MS = 5 * 60_000;
