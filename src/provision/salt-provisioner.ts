import type { InstancePlan } from '../contract/plan.ts';
import type { ContentDigests, Provisioner, ProvisionSession } from '../contract/provisioner.ts';
import { collectBundle } from './bundle/collect-bundle.ts';
import { digestBundle } from './bundle/digest-bundle.ts';
import { scanTree } from './bundle/scan-tree.ts';
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

/** Digests of many plans that are asked for at one moment: each folder that they share is read once. */
export function digestsTogether(): Pick<Provisioner, 'digests'> {
  const scans = new Map<string, ReturnType<typeof scanTree>>();
  const scanOnce: typeof scanTree = (scan) => {
    const key = JSON.stringify(scan);
    const known = scans.get(key) ?? scanTree(scan);
    scans.set(key, known);
    return known;
  };
  return { digests: async (plan) => digestBundle(await collectBundle(plan, scanOnce), plan) };
}

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
