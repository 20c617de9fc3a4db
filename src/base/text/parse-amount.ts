/**
 * A number directly followed by its unit, `1.5h` or `20G`, in the smallest unit; undefined for anything else. `units`:
 * how many of the smallest each one is; the empty key stands for a number without a unit.
 */
export function parseAmount(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z]?)$/.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === undefined || factor === undefined ? undefined : Math.round(Number(amount) * factor);
}
