import { asText, asTextMap, isObject } from '../../base/json/json-value.ts';
import type { AgainPlan } from '../../contract/plan.ts';
import { at, atEach, combine, fixedLayer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** Whether a further pass must change nothing: the nearest level that speaks of it decides, exceptions add up. */
export function settleAgain({ test }: Levels): Setting<AgainPlan> {
  const settled = combine([fixedLayer(true, 'default'), ...atEach(test, 'idempotent')]);
  // A reason belongs to the `idempotent` beside it.
  const nearest = test.findLast((level) => at(level, 'idempotent').value !== undefined);
  const because = nearest === undefined ? combine(atEach(test, 'because')) : at(nearest, 'because');
  const except = isObject(settled.value) ? asTextMap(settled.value['except']) : {};
  const check = settled.value !== false;
  return {
    value: { check, reason: check ? undefined : asText(because.value), except },
    from: { idempotent: settled, because },
  };
}
