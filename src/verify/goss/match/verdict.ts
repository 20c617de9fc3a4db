import type { Json } from '../../../base/json/json.ts';

/** `impossible`: the two cannot be compared (no number, no list); a failure that `not` does not turn into a match. */
export type Verdict =
  | { readonly kind: 'match' }
  | { readonly kind: 'no-match'; readonly why?: string }
  | { readonly kind: 'impossible'; readonly why: string };

/** An expectation that was read once, for any number of values. */
export type Matcher = (actual: Json) => Verdict;

/** A comparison that could be made. */
export function verdict(isMatch: boolean): Verdict {
  return { kind: isMatch ? 'match' : 'no-match' };
}

/** A comparison that could not be made; `why` is a part of a sentence. */
export function impossible(why: string): Verdict {
  return { kind: 'impossible', why };
}
