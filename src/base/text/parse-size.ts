const UNITS: Readonly<Record<string, number>> = { b: 0, k: 1, m: 2, g: 3, t: 4 };

/** Bytes of '1g', '512m', '1.5g' or a plain number; units are of 1024. The schema has refused everything else. */
export function parseSize(size: string | number): number {
  if (typeof size === 'number') return size;
  const unit = size.at(-1)?.toLowerCase() ?? '';
  const power = UNITS[unit];
  return Math.round(Number.parseFloat(size) * 1024 ** (power ?? 0));
}
