import { quoteWord } from '../../base/text/quote-word.ts';

/** A line that stops the script with a sentence on stderr. */
export function failWith(message: string): string {
  return `{ printf '%s\\n' ${quoteWord(message)} >&2; exit 1; }`;
}
