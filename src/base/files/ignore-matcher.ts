import ignore from 'ignore';

/** Says of a path whether patterns leave it out. The path is relative to the folder that the patterns are for, with `/`. */
export type IgnoreMatcher = (path: string, kind: 'file' | 'folder') => boolean;

/** Patterns as in a `.gitignore`: `*.bak`, `/docs`, `build/`, and `!keep.bak` to take a path back in; the last counts. */
export function ignoreMatcher(patterns: readonly string[]): IgnoreMatcher {
  // Names differ by case in a guest, whatever the file system here thinks of it.
  const matcher = ignore({ ignorecase: false }).add([...patterns]);
  return (path, kind) => matcher.ignores(kind === 'folder' ? `${path}/` : path);
}
