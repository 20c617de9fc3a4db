import type { DeclaredInstance } from '../contract/decision.ts';
import type { InstancePlan } from '../contract/plan.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { digestsTogether } from '../provision/salt-provisioner.ts';
import { digestPlan } from '../run/digest-plan.ts';
import { UNKNOWN } from '../run/evidence.ts';
import { findVerifier } from '../verify/index.ts';

/**
 * What the project declares now, with the digests that results must carry. Reads formulas, pillar and checks from disk.
 * `directory`: the project's.
 */
export async function declareInstances(
  plans: readonly InstancePlan[],
  directory: string,
): Promise<readonly DeclaredInstance[]> {
  const digesting = {
    provisioner: digestsTogether(),
    verifier: (name: string) => findVerifier(name).load(),
    directory,
  };
  return await Promise.all(
    plans.map(async (plan) => {
      const { name, formula, suite, platform, owner } = plan;
      const members = plan.snapshot?.repositories.map((repository) => repository.name) ?? [];
      const what = { name, formula, suite, platform, members, ...(owner === undefined ? {} : { owner }) };
      // One formula that cannot be read says nothing about the others.
      return await digestPlan(plan, digesting).then(
        (digests) => ({ ...what, ...digests }),
        // Paths below the project are told relatively: a decision has one line for each reason.
        (error: unknown) => ({
          ...what,
          ...UNKNOWN,
          trouble: toTrouble(error).message.replaceAll(`${directory}/`, ''),
        }),
      );
    }),
  );
}
