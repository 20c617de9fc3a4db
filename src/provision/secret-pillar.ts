import { LEAST_SECRET } from '../base/secret/hidden-forms.ts';
import { nameMatcher } from '../base/text/match-name.ts';
import type { InstancePlan } from '../contract/plan.ts';
import type { SecretPillar } from './worker/worker-protocol.ts';
import type { BundleEntry } from './bundle/bundle-entry.ts';
import { PILLAR_ROOT } from './bundle/collect-bundle.ts';
import { slsName } from './bundle/plan-pillar.ts';

/** What of the pillar in a bundle is named as secret, as Salt calls it; undefined where nothing is. */
export function secretPillar(
  { secrets }: Pick<InstancePlan, 'secrets'>,
  bundle: ReadonlyMap<string, BundleEntry>,
): SecretPillar | undefined {
  const { pillar: keys = [], files = [] } = secrets ?? {};
  if (keys.length === 0 && files.length === 0) return undefined;
  const wanted = files.map(nameMatcher);
  const names = [...bundle.values()]
    .filter(({ kind, path }) => kind === 'file' && path.startsWith(`${PILLAR_ROOT}/`))
    .map(({ path }) => path.slice(PILLAR_ROOT.length + 1))
    .filter((name) => wanted.some((fits) => fits(name)));
  return { keys, files: names.flatMap(slsName), least: LEAST_SECRET };
}
