/**
 * Whether a name of an instance, suite, platform or formula matches a pattern: `*` is any text, `?` any one character,
 * everything else is itself, and the whole name must match.
 */
export function matchName(pattern: string, name: string): boolean {
  const source = pattern
    .replaceAll(/[\\^$.|+()[\]{}]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(name);
}
