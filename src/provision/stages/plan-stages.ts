import type { Json } from '../../base/json/json.ts';
import type { PrepareStage } from '../../contract/prepare.ts';
import { makeStage } from '../../contract/make-stage.ts';
import type { InstancePlan } from '../../contract/plan.ts';
import type { Provisioner } from '../../contract/provisioner.ts';
import { fetchOnedir } from './fetch-onedir.ts';
import { residentStep } from './resident-step.ts';
import { onedirStep, pipStep } from './salt-steps.ts';
import { snapshotSteps } from './snapshot-steps.ts';

/**
 * Two stages, so that a night's new snapshot does not install Salt again: `salt` depends on Salt's source alone,
 * `snapshot` on the repositories and what comes out of them. Both keys cover the scripts themselves. No stage at all
 * for an image that is tested as it is.
 */
export const planStages: Provisioner['stages'] = async (plan, context) => {
  if (isCanary(plan)) return [];
  const salt = await saltStage(plan, context);
  const steps = snapshotSteps(plan, context.snapshotUrl);
  const inputs: Json = {
    below: salt?.key ?? null,
    digest: plan.snapshot?.digest ?? null,
    environment: Object.keys(plan.prepare.environment).toSorted(),
  };
  const resident = plan.states.kind === 'none' ? {} : { resident: await residentStep() };
  const title = plan.snapshot ? `snapshot ${plan.snapshot.id}` : 'no snapshot';
  const snapshot = makeStage({ name: 'snapshot', title, steps, inputs, ...resident });
  return salt ? [salt, snapshot] : [snapshot];
};

/** Whether the image is tested as it is: no states, and nothing to bring into it. */
function isCanary({ states, prepare }: InstancePlan): boolean {
  return states.kind === 'none' && !prepare.update && prepare.commands.length === 0;
}

type Context = Parameters<Provisioner['stages']>[1];

async function saltStage({ salt, states }: InstancePlan, context: Context): Promise<PrepareStage | undefined> {
  if (states.kind === 'none') return undefined;
  switch (salt.from) {
    case 'pip': {
      return makeStage({ ...describeSalt(salt), steps: [pipStep(salt)], inputs: { from: 'pip' } });
    }
    case 'onedir': {
      const archive = await fetchOnedir(salt, context);
      const inputs = { from: 'onedir', sha256: salt.sha256 };
      return makeStage({ ...describeSalt(salt), steps: [onedirStep(salt, archive)], inputs });
    }
    case 'snapshot':
    case 'image':
      return undefined;
    default:
      return salt satisfies never;
  }
}

function describeSalt({ version }: { readonly version: string }) {
  return { name: 'salt', title: `Salt ${version}` };
}
