import type { ContentDigests, Provisioner, ProvisionSession } from '../contract/provisioner.ts';
import { digestContent } from './bundle/digest-content.ts';
import { openSession } from './open-session.ts';
import { planStages } from './stages/plan-stages.ts';

/** Applies Salt states, masterless. */
export const saltProvisioner: Provisioner = {
  name: 'salt',
  stages: planStages,
  digests: digestContent,
  open: async (plan, connection, context) =>
    plan.states.kind === 'none' ? noSession(await digestContent(plan)) : openSession(plan, connection, context),
};

/** A suite without states has only checks: nothing is uploaded, and no Salt is needed. */
function noSession(digests: ContentDigests): ProvisionSession {
  return {
    digests,
    apply: async () => ({ outcome: 'skip', states: [], problems: [], saltVersion: '', durationMs: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}
