import { parseAmount } from '../text/parse-amount.ts';

const UNITS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

export type DurationUnit = keyof typeof UNITS;

/** Units of a time limit: days would be a mistake there. */
export const LIMIT_UNITS = ['s', 'm', 'h'] as const satisfies readonly DurationUnit[];

/**
 * Milliseconds of `90s`, `1.5h`, `7d`; undefined for anything else, a unit that is not among `units` included, and a number
 * of more than six digits: with some of them no date could be reckoned.
 */
export function parseDuration(text: string, units: readonly DurationUnit[]): number | undefined {
  if (!durationPattern(units).test(text)) return undefined;
  return parseAmount(text, Object.fromEntries(units.map((unit) => [unit, UNITS[unit]])));
}

/** What `parseDuration` takes with those units, for schemas. */
export function durationPattern(units: readonly DurationUnit[]): RegExp {
  return new RegExp(String.raw`^(\d{1,6}(?:\.\d{1,6})?)(${units.join('|')})$`);
}
