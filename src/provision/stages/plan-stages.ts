import { hash } from 'node:crypto';
import type { PrepareStage, PrepareStep } from '../../contract/driver.ts';
import type { Json } from '../../base/json/json.ts';
import type { InstancePlan } from '../../contract/model.ts';
import type { Provisioner } from '../../contract/provisioner.ts';
import { canonicalText } from '../bundle/data-text.ts';
import { fetchOnedir } from './fetch-onedir.ts';
import { residentStep } from './resident-step.ts';
import { onedirStep, pipStep } from './salt-steps.ts';
import { snapshotSteps } from './snapshot-steps.ts';

/**
 * Two stages, so that a night's new snapshot does not install Salt again: `salt` hangs on Salt's source alone,
 * `snapshot` on the repositories and what comes out of them. Both keys cover the scripts themselves. None at all for an
 * image that is tested as it is.
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
  const snapshot: PrepareStage = { name: 'snapshot', key: stageKey(steps, inputs), steps, ...resident };
  return salt ? [salt, snapshot] : [snapshot];
};

/** No states, and nothing to bring into the image either: what is tested is the image as it is. */
function isCanary({ states, prepare }: InstancePlan): boolean {
  return states.kind === 'none' && !prepare.update && prepare.commands.length === 0;
}

type Context = Parameters<Provisioner['stages']>[1];

async function saltStage({ salt, states }: InstancePlan, context: Context): Promise<PrepareStage | undefined> {
  if (states.kind === 'none') return undefined;
  switch (salt.from) {
    case 'pip': {
      const steps = [pipStep(salt)];
      return { name: 'salt', key: stageKey(steps, { from: 'pip' }), steps };
    }
    case 'onedir': {
      const archive = await fetchOnedir(salt, context);
      const steps = [onedirStep(salt, archive)];
      return { name: 'salt', key: stageKey(steps, { from: 'onedir', sha256: salt.sha256 }), steps };
    }
    case 'snapshot':
    case 'image':
      return undefined;
    default:
      return salt satisfies never;
  }
}

/** Host paths of files do not count: what they hold is named by `inputs`. */
function stageKey(steps: readonly PrepareStep[], inputs: Json): string {
  const parts = steps.map(({ files, texts, script }) => ({ files: Object.values(files), texts, script }));
  return hash('sha256', canonicalText({ version: 1, inputs, parts }));
}
