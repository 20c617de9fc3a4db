import { type HookPlan, type PillarPlan, type StatesPlan } from '../../contract/model.ts';
import type { AgainPlan } from '../../contract/model.ts';
import type { Phase } from '../../contract/phases.ts';
import { PHASES } from '../../contract/phases.ts';
import { asMap, asText, asTextMap, asTexts, isObject } from '../../base/json/json-value.ts';
import { at, combine, layerKeys, listItems, type Layer } from '../files/layer.ts';
import { complainAt, expectPath, placeIn, type Loading } from '../files/loading.ts';
import { matchPlatforms, type PlatformSetting } from './settle-platforms.ts';
import type { FormulaSetting } from './settle-formulas.ts';

/** What Salt is told to do for a suite. */
export function settleStates(suite: Layer, formula: FormulaSetting, loading: Loading): StatesPlan {
  const [states, top] = [at(suite, 'states'), at(suite, 'top')];
  const hasNone = at(suite, 'formula').value === 'none' || at(formula.layer, 'formula').value === 'none';
  if (hasNone) {
    const surplus = [states, top].find((layer) => layer.value !== undefined);
    if (surplus)
      complainAt(loading, placeIn(loading, surplus), "'formula: none' applies no states: only checks belong here");
    return { kind: 'none' };
  }
  if (top.value !== undefined) {
    if (states.value !== undefined) complainAt(loading, placeIn(loading, top), "either 'states' or 'top', not both");
    return { kind: 'top', top: asMap(top.value) };
  }
  if (Array.isArray(states.value) && states.value.length === 0) {
    complainAt(loading, placeIn(loading, states), "'states' is empty; without Salt write 'formula: none'");
  }
  return { kind: 'states', states: states.value === undefined ? [formula.name] : asTexts(states.value) };
}

export async function settlePillar(suite: Layer, loading: Loading): Promise<PillarPlan> {
  const [files, directories] = [at(suite, 'pillar-files'), at(suite, 'pillar-directories')];
  await Promise.all([
    ...Object.entries(asTextMap(files.value)).map(([name, path]) => {
      if (!/^[\w.-]+(\/[\w.-]+)*\.sls$/.test(name) || name.split('/').includes('..')) {
        complainAt(
          loading,
          placeIn(loading, files, [name]),
          `expected an sls file's name such as ssh.sls, got '${name}'`,
        );
      }
      return expectPath(loading, { kind: 'file', path, place: placeIn(loading, files, [name]) });
    }),
    ...listItems([directories]).map((item) =>
      expectPath(loading, { kind: 'folder', path: String(item.value), place: placeIn(loading, item) }),
    ),
  ]);
  return {
    directories: asTexts(directories.value),
    inline: asMap(at(suite, 'pillar').value),
    files: asTextMap(files.value),
  };
}

/** The nearest level that speaks of it decides; exceptions of several levels add up. */
export function settleAgain(levels: readonly Layer[], loading: Loading): AgainPlan {
  const speaking = levels.filter((level) => at(level, 'idempotent').value !== undefined);
  const settled = combine(speaking.map((level) => at(level, 'idempotent')));
  const reason = asText(at(speaking.at(-1) ?? settled, 'because').value);
  if (settled.value === false && reason === undefined) {
    complainAt(loading, placeIn(loading, settled), "'idempotent: false' needs a reason: add 'because'");
  }
  const except = isObject(settled.value) ? asTextMap(settled.value['except']) : {};
  return { check: settled.value !== false, reason: settled.value === false ? reason : undefined, except };
}

export function settleHooks(items: readonly Layer[], loading: Loading): readonly HookPlan[] {
  return items.flatMap((item) => {
    const hook = asMap(item.value);
    const when = hook['before'] === undefined ? 'after' : 'before';
    const phase = PHASES.find((known: Phase) => known === hook[when]);
    if (phase === undefined) return [];
    const on = hook['on'] === 'host' ? 'host' : 'guest';
    return [{ when, phase, on, run: asText(hook['run']) ?? '', place: placeIn(loading, item) } satisfies HookPlan];
  });
}

/** The platforms that a suite runs on: those of its file, narrowed by its own includes and excludes. */
export function settleSuitePlatforms(
  from: { readonly suite: Layer; readonly file: Layer | undefined; readonly name: string },
  platforms: readonly PlatformSetting[],
  loading: Loading,
): readonly PlatformSetting[] {
  const known = platforms.map((platform) => platform.name);
  const match = (list: Layer): readonly string[] =>
    listItems([list]).flatMap((item) =>
      matchPlatforms({ pattern: String(item.value), known, place: placeIn(loading, item) }, loading),
    );
  const [listed, includes, excludes] = [
    from.file === undefined ? undefined : at(from.file, 'platforms'),
    at(from.suite, 'includes'),
    at(from.suite, 'excludes'),
  ];
  const ofFile = listed?.value === undefined ? known : match(listed);
  const wanted = includes.value === undefined ? ofFile : match(includes);
  const included = wanted.filter((name) => ofFile.includes(name));
  const excluded = match(excludes);
  const left = included.filter((name) => !excluded.includes(name));
  if (
    left.length === 0 &&
    ofFile.length > 0 &&
    wanted.length > 0 &&
    layerKeys(from.suite).some((word) => word === 'includes' || word === 'excludes')
  ) {
    const place = placeIn(loading, includes.value === undefined ? excludes : includes);
    complainAt(loading, place, `suite '${from.name}' is left without any platform by its includes and excludes`);
  }
  return platforms.filter((platform) => platform.isActive && left.includes(platform.name));
}
