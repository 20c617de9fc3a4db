/** One place of a pattern: what a character there must be, or any text. */
export type Part = { readonly kind: 'any' } | { readonly kind: 'one'; readonly fits: (character: string) => boolean };

/**
 * Whether the parts of a pattern take a whole name, character by character. Takes time in proportion to both lengths at
 * most: of several that take any text, only the last that was met ever needs to take more.
 */
export function matchParts(parts: readonly Part[], name: readonly string[]): boolean {
  let at = 0;
  let retry: { readonly part: number; from: number } | undefined;
  for (let index = 0; index < name.length;) {
    const part = parts[at];
    if (part?.kind === 'any') {
      retry = { part: ++at, from: index };
    } else if (part?.fits(name[index] ?? '')) {
      at++;
      index++;
    } else if (retry) {
      at = retry.part;
      index = ++retry.from;
    } else return false;
  }
  return parts.slice(at).every(({ kind }) => kind === 'any');
}
