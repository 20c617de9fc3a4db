import { ActionError } from './action-error.ts';

/**
 * Words as a shell would split them, quotes and backslashes included; nothing is expanded, for nothing is ever run by a
 * shell: `$HOME`, `*`, backticks and `;` are text. Pure. Throws `ActionError` where a quote is not closed.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const isEscape = char === '\\' && (quote === undefined || (quote === '"' && /["\\]/.test(text.charAt(at + 1))));
    if (isEscape && at + 1 < text.length) {
      at += 1;
      // A backslash at the end of a line goes on with the next one.
      if (text[at] !== '\n') word = `${word ?? ''}${text.charAt(at)}`;
    } else if (quote !== undefined) {
      if (char === quote) quote = undefined;
      else word = `${word ?? ''}${char}`;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  if (quote !== undefined) throw new ActionError(`a quote (${quote}) is not closed in '${text}'`);
  return word === undefined ? words : [...words, word];
}
