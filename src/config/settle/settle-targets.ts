import type { Json, JsonObject } from '../../base/json/json.ts';
import { isObject } from '../../base/json/json-value.ts';
import { at, type Layer } from '../layer.ts';
import type { TargetSettings } from '../project.ts';

/** What moves with each channel, in its order; who opens a target parses what the files say to it. Pure. */
export function settleTargets(project: Layer): TargetSettings {
  const { value } = at(project, 'targets');
  const channels: JsonObject = isObject(value) ? value : {};
  return Object.fromEntries(
    Object.entries(channels).map(([channel, list]) => [channel, Array.isArray(list) ? list.flatMap(readTarget) : []]),
  );
}

/** Each names one kind. */
function readTarget(item: Json): TargetSettings[string] {
  if (!isObject(item)) return [];
  return Object.entries(item).map(([name, config]) => ({ name, config }));
}
