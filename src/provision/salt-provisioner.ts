import type { InstancePlan } from '../contract/plan.ts';
import type { ContentDigests, Provisioner, ProvisionSession } from '../contract/provisioner.ts';
import { collectBundle } from './bundle/collect-bundle.ts';
import { digestBundle } from './bundle/digest-bundle.ts';
import { openSession } from './open-session.ts';
import { planStages } from './stages/plan-stages.ts';

/** Applies Salt states, masterless. */
export const saltProvisioner: Provisioner = {
  name: 'salt',
  stages: planStages,
  digests,
  open: async (plan, connection, context) =>
    plan.states.kind === 'none' ? noSession(plan) : openSession(plan, connection, context),
};

async function digests(plan: InstancePlan): Promise<ContentDigests> {
  return digestBundle(await collectBundle(plan), plan);
}

/** A suite without states has only checks: nothing is uploaded, and no Salt is needed. */
async function noSession(plan: InstancePlan): Promise<ProvisionSession> {
  return {
    digests: await digests(plan),
    apply: async () => ({ outcome: 'skip', states: [], problems: [], saltVersion: '', durationMs: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}
