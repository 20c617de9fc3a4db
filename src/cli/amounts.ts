import { SalternError } from '../contract/errors.ts';

const MINUTE_MS = 60_000;
const AGES: Readonly<Record<string, number>> = { m: MINUTE_MS, h: 60 * MINUTE_MS, d: 24 * 60 * MINUTE_MS };
const SIZES: Readonly<Record<string, number>> = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Milliseconds of `90m`, `36h`, `10d`. Throws `USAGE`. */
export function parseAge(text: string): number {
  return parseAmount(text, AGES, 'an age such as 90m, 36h or 10d');
}

/** Bytes of `500M`, `20G`, `1.5T`; units are of 1024. Throws `USAGE`. */
export function parseBytes(text: string): number {
  return parseAmount(text.toUpperCase(), SIZES, 'a size such as 500M or 20G');
}

/** `412.0 MiB` */
export function formatBytes(bytes: number): string {
  const units = ['GiB', 'MiB', 'KiB'] as const;
  const index = [30, 20, 10].findIndex((power) => bytes >= 2 ** power);
  return index < 0 ? `${bytes} B` : `${(bytes / 2 ** (30 - 10 * index)).toFixed(1)} ${units[index] ?? ''}`;
}

function parseAmount(text: string, units: Readonly<Record<string, number>>, expected: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)([A-Za-z])$/.exec(text) ?? [];
  const factor = units[unit];
  if (factor !== undefined) return Math.round(Number(amount) * factor);
  throw new SalternError('USAGE', `'${text}' is not ${expected}`, { hint: 'Give a number and a unit.' });
}
