import { SalternError } from '../contract/errors.ts';
import { parseBytes } from '../base/text/parse-bytes.ts';
import { parseDuration } from '../base/time/parse-duration.ts';

/** Milliseconds of `90m`, `36h`, `10d`. Throws `USAGE`. */
export function readAge(text: string): number {
  return parseDuration(text, ['m', 'h', 'd']) ?? refuse(text, 'an age such as 90m, 36h or 10d');
}

/** Bytes of `500M`, `20G`, `1.5T`; units are of 1024. Throws `USAGE`. */
export function readBytes(text: string): number {
  return parseBytes(text) ?? refuse(text, 'a size such as 500M or 20G');
}

function refuse(text: string, expected: string): never {
  throw new SalternError('USAGE', `'${text}' is not ${expected}`, { hint: 'Give a number and a unit.' });
}
