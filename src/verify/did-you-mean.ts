import { suggestName } from '../base/text/suggest-name.ts';

/** `; did you mean 'x'?` when one of the known words is near, otherwise nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = suggestName(word, known);
  return near === undefined ? '' : `; did you mean '${near}'?`;
}
