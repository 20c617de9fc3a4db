import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** Formulas and what they depend on were found where they are said to be. */
export function formulasAreThere(settled: SettledProject) {
  return settled.formulas.flatMap(({ missing }) =>
    missing.map(({ layer, trouble }) => problemAt(settled, layer, trouble)),
  );
}
