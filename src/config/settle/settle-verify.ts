import { z } from 'zod';
import { checkShape } from '../../base/yaml/check-shape.ts';
import type { VerifyPlan } from '../../contract/model.ts';
import type { ReadContext, Verifier } from '../../contract/verifier.ts';
import { openYaml } from '../files/find-project.ts';
import { at, fileLayer, layerKeys, listItems, type Layer } from '../files/layer.ts';
import { complainAt, expectPath, placeIn, type Loading } from '../files/loading.ts';
import { CHECKS_VERIFIER } from '../schema/schema.ts';

const anyMap = z.record(z.string(), z.unknown());

/** What a suite's verifiers are to look at: `checks`, then what stands under `verify`. Complains about what cannot mean anything. */
export async function settleVerify(
  suite: Layer,
  loading: Loading,
  load: (name: string) => Promise<Verifier>,
): Promise<readonly VerifyPlan[]> {
  const [checks, verify] = [at(suite, 'checks'), at(suite, 'verify')];
  for (const [word, layer] of [['checks', checks] as const, ['verify', verify] as const]) {
    if (!Array.isArray(layer.value) || layer.value.length > 0) continue;
    complainAt(loading, placeIn(loading, layer), `'${word}' is empty: leave it out, or say what must hold`);
  }
  const named = listItems([verify]).flatMap((item) => layerKeys(item).map((name) => [name, at(item, name)] as const));
  const all = [...(checks.value === undefined ? [] : [[CHECKS_VERIFIER, checks] as const]), ...named];
  return await Promise.all(
    all.map(async ([name, layer]): Promise<VerifyPlan> => {
      const verifier = await load(name);
      const place = (path: readonly (string | number)[] = []) => placeIn(loading, layer, path);
      const { config, problems } = await verifier.read({ value: layer.value, place }, readContext(loading));
      for (const { message, ...where } of problems) complainAt(loading, where, message);
      return { verifier: name, config, place: place() };
    }),
  );
}

function readContext(loading: Loading): ReadContext {
  return {
    async readYaml(path, place) {
      if (!(await expectPath(loading, { kind: 'file', path, place }))) return undefined;
      const file = await openYaml(path, loading.cwd);
      const shaped = checkShape(file, anyMap);
      if (!loading.files.has(file.path)) loading.problems.push(...shaped.problems);
      loading.files.add(file.path);
      const layer = fileLayer(file, shaped.value);
      return { value: layer.value, place: (below = []) => placeIn(loading, layer, below) };
    },
  };
}
