/**
 * A number and a unit right behind it, `1.5h` or `20G`, in the smallest unit; undefined for anything else. `units`: how
 * much each is, the empty one for a number alone.
 */
export function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]?)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}
