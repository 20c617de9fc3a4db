import { matchParts, type Part } from '../text/match-parts.ts';

/** Whether a part of a path is a pattern rather than a name. */
export function isPattern(segment: string): boolean {
  return /[*?[\\]/.test(segment);
}

/**
 * Whether a name matches one part of a pattern, as shells do it: `*` any text, `?` any character, `[a-z]` and `[!a-z]`
 * one of these or none of them, `\` before a character takes it as it is. A name that begins with a dot is matched only
 * by a pattern that does. Takes time in proportion to both lengths at most, whatever the pattern.
 */
export function matchSegment(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  return matchParts(readParts([...pattern]), [...name]);
}

function readParts(characters: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  for (let index = 0; index < characters.length; index++) {
    const character = characters[index] ?? '';
    const end = character === '[' ? characters.indexOf(']', index + 2) : -1;
    if (character === '*') parts.push({ kind: 'any' });
    else if (character === '?') parts.push({ kind: 'one', fits: () => true });
    else if (end > 0) {
      parts.push({ kind: 'one', fits: readClass(characters.slice(index + 1, end)) });
      index = end;
    } else {
      const plain = character === '\\' ? (characters[++index] ?? '\\') : character;
      parts.push({ kind: 'one', fits: (one) => one === plain });
    }
  }
  return parts;
}

function readClass(inner: readonly string[]): (character: string) => boolean {
  const isNegated = inner[0] === '!' || inner[0] === '^';
  const set = isNegated ? inner.slice(1) : inner;
  const ranges: (readonly [string, string])[] = [];
  for (let index = 0; index < set.length; index++) {
    const first = set[index] ?? '';
    const isRange = set[index + 1] === '-' && set[index + 2] !== undefined;
    ranges.push([first, isRange ? (set[index + 2] ?? '') : first]);
    if (isRange) index += 2;
  }
  return (one) => ranges.some(([first, last]) => one >= first && one <= last) !== isNegated;
}
