import type { Outcome } from '../contract/outcome.ts';
import { type StepName, type Goal } from '../contract/phases.ts';
import type { Instance } from './instance/open-instance.ts';

/** Does one step and adds it to the instance's steps; gives its outcome, undefined when there was trouble. */
export type DoStep = (step: StepName) => Promise<Outcome | undefined>;

/** What comes after create, up to `goal`: `test` takes the suite's steps, others what is missing. Stops at trouble. */
export async function runSteps(instance: Instance, goal: Goal, doStep: DoStep): Promise<void> {
  switch (goal) {
    case 'create':
      return;
    case 'converge':
      await doStep('converge');
      return;
    case 'verify': {
      const outcome = instance.record.isConverged ? 'pass' : await doStep('converge');
      if (outcome === undefined || outcome === 'error' || (outcome === 'fail' && !hasStates(instance))) return;
      await doStep('verify');
      return;
    }
    case 'test':
      await runAll(instance, doStep);
      return;
    default:
      goal satisfies never;
  }
}

/**
 * After a failed converge the checks are still run, once, to show its effect, unless nothing was applied at all; a
 * further pass or a reboot would only repeat the failure. Where it is not known what a converge did, checks that fail
 * would say nothing of the formula.
 */
async function runAll(instance: Instance, doStep: DoStep): Promise<void> {
  let left: readonly StepName[] = instance.bound.plan.steps.map((step) => step.do);
  for (let [step] = left; step !== undefined; [step] = left) {
    left = left.slice(1);
    const outcome = await doStep(step);
    if (outcome === undefined || (step === 'converge' && outcome === 'error')) return;
    if (step === 'converge' && outcome === 'fail')
      left = hasStates(instance) && left.includes('verify') ? ['verify'] : [];
  }
}

/** Whether Salt got as far as applying something. */
function hasStates({ steps }: Instance): boolean {
  return steps.some(({ pass }) => pass !== undefined && pass.states.length > 0);
}
