const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `90s`, `30m`, `1h`, `1.5h`. */
export const DURATION_PATTERN = /^(\d+(?:\.\d+)?)(s|m|h)$/;

/** Milliseconds of a duration that the schema accepted. */
export function parseDuration(text: string): number {
  const [, amount = '0', unit = 's'] = DURATION_PATTERN.exec(text) ?? [];
  return Math.round(Number(amount) * (UNITS[unit] ?? 0));
}
