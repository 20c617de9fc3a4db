import { asText, asTextMap, isObject } from '../../base/json/json-value.ts';
import type { AgainPlan } from '../../contract/plan.ts';
import { placeIn } from '../files/places.ts';
import type { ShapedFile } from '../files/shape-file.ts';
import { at, atEach, combine, fixedLayer } from '../layer.ts';
import type { Levels } from './levels.ts';
import type { Setting } from './setting.ts';

/** Whether a further pass must change nothing: the nearest level that speaks of it decides, exceptions add up. */
export function settleAgain({ test, project, file: own }: Levels, file: ShapedFile): Setting<AgainPlan> {
  const settled = combine([fixedLayer(true, 'default'), ...atEach(test, 'idempotent')]);
  // A reason belongs to the `idempotent` beside it.
  const nearest = test.findLast((level) => at(level, 'idempotent').value !== undefined);
  const because = nearest === undefined ? combine(atEach(test, 'because')) : at(nearest, 'because');
  const except = isObject(settled.value) ? asTextMap(settled.value['except']) : {};
  const check = settled.value !== false;
  // Of what a project says for formulas in files of their own, each has its part.
  const isOfFleet = (id: string): boolean =>
    own.length > 0 && at(project, 'idempotent', 'except', id).value !== undefined;
  const written = Object.keys(except).filter((id) => !isOfFleet(id));
  const exceptAt = Object.fromEntries(written.map((id) => [id, placeIn(file, settled, ['except', id])]));
  return {
    value: { check, reason: check ? undefined : asText(because.value), except, exceptAt },
    from: { idempotent: settled, because },
  };
}
