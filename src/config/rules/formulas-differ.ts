import { at } from '../layer.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** No two files are about the same formula. */
export function formulasDiffer(settled: SettledProject) {
  const { formulas } = settled;
  return formulas.flatMap((formula, index) => {
    const first = formulas.findIndex(({ name }) => name === formula.name);
    if (first === index) return [];
    const where = formulas[first]?.file.display ?? '';
    const message = `formula '${formula.name}' is already in '${where}'`;
    return [problemAt(settled, at(formula.layer, 'formula'), message)];
  });
}
