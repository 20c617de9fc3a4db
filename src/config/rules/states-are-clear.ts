import { join } from 'node:path';
import { kindOf } from '../../base/files/kind-of.ts';
import type { Problem } from '../../base/place/place.ts';
import { at } from '../layer.ts';
import { isWithoutFormula } from '../settle/settle-states.ts';
import type { SettledProject } from '../settle/settle-project.ts';
import { problemAt } from './rule.ts';

/** A suite says in one way only what Salt does, or that it does nothing. */
export async function statesAreClear(settled: SettledProject) {
  return [...findUnclear(settled), ...(await findTopless(settled))];
}

/** A state tree without a top file does not say what is to be done. */
async function findTopless(settled: SettledProject): Promise<readonly Problem[]> {
  const found = settled.suites.map(async ({ layer, formula }) => {
    const tree = formula.own?.tree;
    const isSaid = [at(layer, 'states'), at(layer, 'top')].some(({ value }) => value !== undefined);
    if (isSaid || tree?.isFileRoot !== true || isWithoutFormula(layer, formula)) return [];
    if ((await kindOf(join(tree.path, 'top.sls'))) === 'file') return [];
    const message = "the state tree has no 'top.sls': say what is to be applied with 'states' or 'top'";
    return [problemAt(settled, layer, message)];
  });
  return (await Promise.all(found)).flat();
}

function findUnclear(settled: SettledProject): readonly Problem[] {
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
