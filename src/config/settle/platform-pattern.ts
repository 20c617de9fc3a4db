import { nameMatcher } from '../../base/text/match-name.ts';
import type { Layer } from '../layer.ts';

/** A name or glob of platforms as it is written, and what it matches. */
export interface PlatformPattern {
  readonly text: string;
  /** Where it is written. */
  readonly layer: Layer;
  /** The names that it could have matched. */
  readonly known: readonly string[];
  /** Empty: a typing error. */
  readonly matched: readonly string[];
}

/** The names that an item of a list matches: those of `known`; if it matches none of these, those of `alsoKnown`. */
export function matchPlatforms(
  item: Layer,
  known: readonly string[],
  alsoKnown: readonly string[] = known,
): PlatformPattern {
  const text = String(item.value);
  const matches = nameMatcher(text);
  const near = known.filter(matches);
  const matched = near.length > 0 ? near : alsoKnown.filter(matches);
  return { text, layer: item, known: alsoKnown, matched };
}
