/** A time with its zone, or a day. */
export const MOMENT = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** Later ones, such as the last hour of 9999 in the west, are not written with four digits. */
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Milliseconds since the epoch of `2026-12-01T10:00Z`, or of a day, which is its beginning in UTC; undefined for anything
 * else, a day that is on no calendar included.
 */
export function parseMoment(text: string): number | undefined {
  const [day, time] = [Date.parse(text.slice(0, 10)), Date.parse(text)];
  if (!MOMENT.test(text) || Number.isNaN(day) || Number.isNaN(time) || time > LAST) return undefined;
  // JavaScript takes 30 February for 2 March.
  return new Date(day).toISOString().startsWith(text.slice(0, 10)) ? time : undefined;
}
