import { cleanLine } from '../../base/text/clean-text.ts';

/** One clean line of at most so many characters, whole ones, with a count of what was cut. Pure. */
export function shorten(text: string, most: number): string {
  const signs = [...cleanLine(text)];
  const rest = signs.length - most;
  return rest <= 0 ? signs.join('') : `${signs.slice(0, most).join('')}… (${rest} more characters)`;
}
