import { parseAmount } from './parse-amount.ts';

const KIB = 1024;
const UNITS = { k: KIB, m: KIB ** 2, g: KIB ** 3, t: KIB ** 4 } as const;

/** How configuration may write a size, for schemas. */
export const SIZE_PATTERN = /^\d+(\.\d+)?[bkmgt]?$/i;

/** Bytes of `512m`, `1.5G`, `4096`, `4096b` or of a number; units are of 1024. NaN for what `SIZE_PATTERN` refuses. */
export function parseSize(size: string | number): number {
  if (typeof size === 'number') return size;
  return parseAmount(size.toLowerCase(), { '': 1, b: 1, ...UNITS }) ?? Number.NaN;
}

/** Bytes of `500M`, `20g`, `1.5T`: the unit has to be there. Undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  return parseAmount(text.toLowerCase(), UNITS);
}
