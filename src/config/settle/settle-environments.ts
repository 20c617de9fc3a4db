import { asText, asTexts } from '../../base/json/json-value.ts';
import type { SaltData, StatesPlan } from '../../contract/plan.ts';
import { at, type Layer } from '../layer.ts';
import type { Setting } from './setting.ts';

/** Settings of Salt that name an environment. */
const NAMING = ['saltenv', 'environment', 'pillarenv', 'state_top_saltenv', 'default_top'];

/** Salt environments beside `base`: those that the suite lists, and those that its top file or its settings name. */
export function settleEnvironments(
  suite: Layer,
  { states, minion }: { readonly states: StatesPlan; readonly minion: SaltData },
): Setting<readonly string[]> {
  const environments = at(suite, 'environments');
  const named = [
    ...asTexts(environments.value),
    ...(states.kind === 'top' ? Object.keys(states.top) : []),
    ...NAMING.flatMap((word) => asText(minion.view[word]) ?? []),
  ];
  return { value: [...new Set(named)].filter((name) => name !== 'base'), from: { environments } };
}
