import { asMap, asTexts } from '../../base/json/json-value.ts';
import type { StatesPlan } from '../../contract/plan.ts';
import { at, fixedLayer, type Layer } from '../layer.ts';
import type { FormulaFile } from '../files/name-formulas.ts';
import type { Setting } from './setting.ts';

/** What Salt is told to do for a suite. Default: the state of the formula's name; of a state tree, its own top file. */
export function settleStates(suite: Layer, formula: FormulaFile): Setting<StatesPlan> {
  const [states, top] = [at(suite, 'states'), at(suite, 'top')];
  if (isWithoutFormula(suite, formula)) return { value: { kind: 'none' }, from: { states, top } };
  if (top.value !== undefined) return { value: { kind: 'top', top: asMap(top.value) }, from: { states, top } };
  if (states.value === undefined && isStateTree(formula)) return { value: { kind: 'tree-top' }, from: { states, top } };
  const said = states.value === undefined ? fixedLayer([formula.name], 'default') : states;
  return { value: { kind: 'states', states: asTexts(said.value) }, from: { states: said, top } };
}

/** Whether the formula is a whole state tree, with a top file of its own. */
export function isStateTree({ layer }: Pick<FormulaFile, 'layer'>): boolean {
  return at(layer, 'formula', 'root').value !== undefined;
}

/** Whether a suite, or its file, says that there is no Salt at all. */
export function isWithoutFormula(suite: Layer, { layer }: FormulaFile): boolean {
  return at(suite, 'formula').value === 'none' || at(layer, 'formula').value === 'none';
}
