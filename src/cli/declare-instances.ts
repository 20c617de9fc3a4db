import type { InstancePlan } from '../contract/model.ts';
import type { DeclaredInstance } from '../contract/decision.ts';
import { saltProvisioner } from '../provision/salt-provisioner.ts';
import { fingerprintPlan } from '../run/fingerprint-plan.ts';

/** What the project declares now, with the digests that results must carry. Reads formulas and pillar from disk. */
export function declareInstances(plans: readonly InstancePlan[]): Promise<readonly DeclaredInstance[]> {
  return Promise.all(
    plans.map(async (plan) => {
      const { formula, suite } = await saltProvisioner.digests(plan);
      return {
        name: plan.name,
        formula: plan.formula,
        suite: plan.suite,
        platform: plan.platform,
        formulaDigest: formula,
        suiteDigest: suite,
        recipe: fingerprintPlan(plan),
      };
    }),
  );
}
