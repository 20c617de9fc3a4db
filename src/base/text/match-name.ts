/**
 * Whether a name of an instance, suite, platform or formula matches a pattern: `*` is any text, `?` any one character,
 * everything else is itself, and the whole name must match. Takes time in proportion to both lengths: what is between
 * two stars is found at its first place and never looked for again.
 */
export function matchName(pattern: string, name: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let taken = 0;
  while (read < name.length) {
    if (pattern[at] === '*') {
      star = at++;
      taken = read;
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === name[read])) {
      at++;
      read++;
    } else if (star >= 0) {
      // Only the last star may take more: an earlier one that did would win nothing.
      at = star + 1;
      read = ++taken;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
