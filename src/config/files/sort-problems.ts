import { relative } from 'node:path';
import type { Problem } from '../../base/place/place.ts';
import type { LoadedFiles } from './load-files.ts';

/**
 * Each problem once (one that is true of several instances is still one to correct), by file in the order in which they
 * were read, then from top to bottom.
 */
export function sortProblems(
  problems: readonly Problem[],
  { cwd, paths }: Pick<LoadedFiles, 'cwd' | 'paths'>,
): readonly Problem[] {
  const files = paths.map((path) => relative(cwd, path) || path);
  const unique = new Map(
    problems.map((problem) => [JSON.stringify([problem.file, problem.line, problem.column, problem.message]), problem]),
  );
  return [...unique.values()].toSorted(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
  );
}
