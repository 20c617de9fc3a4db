import { at } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A file says which formula it is about; in a file that is not well-formed the key may only be misspelt. */
export function formulasAreNamed(settled: SettledProject) {
  const { files, formulas } = settled;
  return formulas
    .filter(({ file, layer }) => at(layer, 'formula').value === undefined && !files.flawed.has(file.display))
    .map(({ file }) =>
      problemAt(settled, file.layer, "'formula' is missing: the formula's folder, a git repository, or none"),
    );
}
