import { ignoreMatcher, type IgnoreMatcher } from '../../base/files/ignore-matcher.ts';
import type { ChangeKind } from '../../contract/changed.ts';

/** Files that belong together. Paths are relative to the top of the repository, with `/`; the top itself is empty. */
export interface FileSet {
  /** A file, or a folder with all that is below it. */
  readonly path: string;
  /** What below it does not count. Default: all counts. */
  readonly left?: LeftOut;
}

export interface LeftOut {
  /** Folder that the patterns are for. */
  readonly within: string;
  readonly ignores: IgnoreMatcher;
  /** Files and folders. */
  readonly exclude: readonly string[];
}

/** Files that can affect an instance, and what they are to it. */
export interface Part {
  readonly kind: ChangeKind;
  readonly files: FileSet;
  /** For people, what follows the name of a file of it: `in the tree of ops-ssh`. */
  readonly text: string;
}

/** What patterns and paths leave out of a folder. */
export function leaveOut(within: string, ignore: readonly string[], exclude: readonly string[]): LeftOut {
  return { within, ignores: ignoreMatcher(ignore), exclude };
}

/**
 * Whether a file that changed belongs to a set, be it still there or not. A set that lies in what changed belongs to it
 * too: a submodule, or a link that leads there.
 */
export function holdsFile({ path, left }: FileSet, file: string): boolean {
  if (isAtOrBelow(path, file)) return true;
  if (!isAtOrBelow(file, path)) return false;
  if (left === undefined) return true;
  if (left.exclude.some((folder) => isAtOrBelow(file, folder))) return false;
  const place = isAtOrBelow(file, left.within) ? file.slice(left.within === '' ? 0 : left.within.length + 1) : file;
  return place === '' || !left.ignores(place, 'file');
}

/** Whether a path is another, or below it. */
export function isAtOrBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
