import { suggestName } from './suggest-name.ts';

/** `; did you mean 'x'?`, to be appended to a complaint; empty where no known word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? '' : `; did you mean '${near}'?`;
}

/** A longer list would have to be searched. */
const MOST_LISTED = 8;

/**
 * The suggestion; where no known word is near, `; known: a, b`, of many those that begin alike, if any do, and how many more. A name
 * that differs in its number alone is as likely to be meant as not, so it is listed among the others.
 */
export function didYouMeanOrKnown(typed: string, known: readonly string[]): string {
  const near = suggestName(typed, known);
  if (near !== undefined && near !== typed && stemOf(near) !== stemOf(typed)) return `; did you mean '${near}'?`;
  const alike = known.filter((name) => firstWord(name) === firstWord(typed));
  const shown = known.length > MOST_LISTED ? (alike.length > 0 ? alike : known).slice(0, MOST_LISTED) : known;
  const more = known.length > shown.length ? ` and ${known.length - shown.length} more` : '';
  return `; known: ${shown.join(', ') || 'none'}${more}`;
}

function stemOf(name: string): string {
  return name.replaceAll(/\d+/g, '');
}

function firstWord(name: string): string | undefined {
  return /^[a-z]+/i.exec(name)?.[0];
}

/** The suggestion as a hint, a sentence of its own; `otherwise` where no known word is near. */
export function didYouMeanHint(typed: string, known: readonly string[], otherwise: string): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? otherwise : `Did you mean '${near}'?`;
}
