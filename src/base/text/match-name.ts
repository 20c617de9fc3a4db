import { matchParts, type Part } from './match-parts.ts';

/**
 * Whether a name of an instance, suite, platform or formula matches a pattern: `*` is any text, `?` any one character,
 * everything else is itself, and the whole name must match. Takes time in proportion to both lengths.
 */
export function matchName(pattern: string, name: string): boolean {
  return nameMatcher(pattern)(name);
}

/** The same for many names: the pattern is read once. */
export function nameMatcher(pattern: string): (name: string) => boolean {
  if (isPlainName(pattern)) return (name) => name === pattern;
  const parts = [...pattern].map(readPart);
  return (name) => matchParts(parts, [...name]);
}

/** Whether the pattern matches no name but itself. */
export function isPlainName(pattern: string): boolean {
  return !/[*?]/.test(pattern);
}

function readPart(character: string): Part {
  if (character === '*') return { kind: 'any' };
  return { kind: 'one', fits: character === '?' ? () => true : (one) => one === character };
}
