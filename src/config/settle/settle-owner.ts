import { asText } from '../../base/json/json-value.ts';
import { atEach, combine } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** Who keeps a formula: what its own file says, else the project. */
export function settleOwner({ project, file }: Pick<Levels, 'project' | 'file'>): Setting<string | undefined> {
  const owner = combine(atEach([project, ...file], 'owner'));
  return { value: asText(owner.value), from: { owner } };
}
