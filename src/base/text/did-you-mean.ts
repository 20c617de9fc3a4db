import { suggestName } from './suggest-name.ts';

/** `; did you mean 'x'?`, to be appended to a complaint; empty where no known word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? '' : `; did you mean '${near}'?`;
}

/** A longer list would have to be searched. */
const MOST_LISTED = 8;

/** The suggestion; where no known word is near, `; known: a, b`, of many the first and how many more. */
export function didYouMeanOrKnown(typed: string, known: readonly string[]): string {
  const near = didYouMean(typed, known);
  if (near !== '') return near;
  const more = known.length > MOST_LISTED ? ` and ${known.length - MOST_LISTED} more` : '';
  return `; known: ${known.slice(0, MOST_LISTED).join(', ') || 'none'}${more}`;
}

/** The suggestion as a hint, a sentence of its own; `otherwise` where no known word is near. */
export function didYouMeanHint(typed: string, known: readonly string[], otherwise: string): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? otherwise : `Did you mean '${near}'?`;
}
