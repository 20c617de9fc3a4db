import type { Problem } from '../../base/place/place.ts';
import type { ProjectInstance } from '../project.ts';
import type { SettledProject } from '../settle/settle-project.ts';

/** `ops` with suite `ssh-one` and `ops-ssh` with suite `one` would be one instance. */
export function instancesDiffer({ instances }: SettledProject): readonly Problem[] {
  const first = new Map<string, ProjectInstance>();
  return instances.flatMap((instance) => {
    const { name, formula, place } = instance;
    const other = first.get(name) ?? instance;
    first.set(name, other);
    // One formula in two files is for `formulasDiffer` to complain about.
    if (other.formula === formula) return [];
    const where = `${other.place.file}:${other.place.line}`;
    const message = `two instances are called '${name}'; the other is suite '${other.suite}' at ${where}`;
    return [{ file: place.file, line: place.line, column: place.column ?? 1, message }];
  });
}
