import { parseAmount } from '../text/parse-amount.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export type DurationUnit = keyof typeof UNITS;

/** Units of a time limit: days would be a mistake there. */
export const LIMIT_UNITS = ['s', 'm', 'h'] as const satisfies readonly DurationUnit[];

/** A thousand years: more is no other, and a time so far from now can still be written. */
const LONGEST_MS = 365_250 * UNITS.d;

/**
 * Milliseconds of `90s`, `1.5h`, `7d`, at most a thousand years; undefined for anything else, a unit that is not among
 * `units` included.
 */
export function parseDuration(text: string, units: readonly DurationUnit[]): number | undefined {
  const ms = parseAmount(text, Object.fromEntries(units.map((unit) => [unit, UNITS[unit]])));
  return ms === undefined ? undefined : Math.min(ms, LONGEST_MS);
}

/** What `parseDuration` takes with those units, for schemas. */
export function durationPattern(units: readonly DurationUnit[]): RegExp {
  return new RegExp(String.raw`^(\d+(?:\.\d+)?)(${units.join('|')})$`);
}
