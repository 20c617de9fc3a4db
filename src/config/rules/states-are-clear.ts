import { at } from '../layer.ts';
import { isWithoutFormula } from '../settle/settle-states.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A suite says in one way only what Salt does, or that it does nothing. */
export function statesAreClear(settled: SettledProject) {
  return settled.suites.flatMap(({ layer, formula }) => {
    const [states, top] = [at(layer, 'states'), at(layer, 'top')];
    if (isWithoutFormula(layer, formula)) {
      const surplus = [states, top].find(({ value }) => value !== undefined);
      const message = "'formula: none' applies no states: only checks belong here";
      return surplus === undefined ? [] : [problemAt(settled, surplus, message)];
    }
    if (top.value !== undefined && states.value !== undefined) {
      return [problemAt(settled, top, "either 'states' or 'top', not both")];
    }
    if (Array.isArray(states.value) && states.value.length === 0) {
      return [problemAt(settled, states, "'states' is empty; without Salt write 'formula: none'")];
    }
    return [];
  });
}
