import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A file without suites tests nothing. */
export function suitesAreNamed(settled: SettledProject) {
  const { files, formulas } = settled;
  return formulas
    .filter(({ file, suites }) => suites.length === 0 && !files.flawed.has(file.display))
    .map(({ file }) => problemAt(settled, file.layer, "'suites' is missing: name at least one suite"));
}
