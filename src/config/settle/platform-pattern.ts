import { matchName } from '../../base/text/match-name.ts';
import type { Layer } from '../layer.ts';

/** A name or glob of platforms as it is written, with what it came to. */
export interface PlatformPattern {
  readonly text: string;
  /** Where it is written. */
  readonly layer: Layer;
  /** What it could have meant. */
  readonly known: readonly string[];
  /** Empty: a typing error. */
  readonly matched: readonly string[];
}

/** The names that an item of a list matches: of `known`, or where none of those does of `alsoKnown`. */
export function matchPlatforms(
  item: Layer,
  known: readonly string[],
  alsoKnown: readonly string[] = known,
): PlatformPattern {
  const text = String(item.value);
  const near = known.filter((name) => matchName(text, name));
  const matched = near.length > 0 ? near : alsoKnown.filter((name) => matchName(text, name));
  return { text, layer: item, known: alsoKnown, matched };
}
