import { matchParts, type Part } from './match-parts.ts';

/**
 * Whether a name of an instance, suite, platform or formula matches a pattern: `*` is any text, `?` any one character,
 * everything else is itself, and the whole name must match. Takes time in proportion to both lengths.
 */
export function matchName(pattern: string, name: string): boolean {
  return matchParts([...pattern].map(readPart), [...name]);
}

function readPart(character: string): Part {
  if (character === '*') return { kind: 'any' };
  return { kind: 'one', fits: character === '?' ? () => true : (one) => one === character };
}
