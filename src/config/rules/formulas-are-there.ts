import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** Formulas and their dependencies were found where the files say that they are. */
export function formulasAreThere(settled: SettledProject) {
  return settled.formulas.flatMap(({ missing }) =>
    missing.map(({ layer, trouble }) => problemAt(settled, layer, trouble)),
  );
}
