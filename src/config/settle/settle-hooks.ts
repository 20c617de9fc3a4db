import { asMap, asText } from '../../base/json/json-value.ts';
import type { HookPlan } from '../../contract/plan.ts';
import { PHASES, type Phase } from '../../contract/phases.ts';
import { atEach, listItems } from '../layer.ts';
import { placeIn } from '../files/places.ts';
import type { ShapedFile } from '../files/shape-file.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** Shell lines before and after phases: those of every level, lowest first. */
export function settleHooks({ test }: Levels, file: ShapedFile): Setting<readonly HookPlan[]> {
  const hooks = listItems(atEach(test, 'hooks'));
  const value = hooks.flatMap((item): readonly HookPlan[] => {
    const hook = asMap(item.value);
    const when = hook['before'] === undefined ? 'after' : 'before';
    const phase = PHASES.find((known: Phase) => known === hook[when]);
    if (phase === undefined) return [];
    const on = hook['on'] === 'host' ? 'host' : 'guest';
    return [{ when, phase, on, run: asText(hook['run']) ?? '', place: placeIn(file, item) }];
  });
  return { value, from: { hooks } };
}
