import { suggestName } from './suggest-name.ts';

/** `; did you mean 'x'?`, to be appended to a complaint; empty where no known word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? '' : `; did you mean '${near}'?`;
}

/** The suggestion as a hint, a sentence of its own; `otherwise` where no known word is near. */
export function didYouMeanHint(typed: string, known: readonly string[], otherwise: string): string {
  const near = suggestName(typed, known);
  return near === undefined || near === typed ? otherwise : `Did you mean '${near}'?`;
}
