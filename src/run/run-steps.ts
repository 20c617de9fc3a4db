import type { Phase, Step } from '../contract/model.ts';
import type { Outcome } from '../contract/outcome.ts';
import type { InstanceLife } from './instance-life.ts';
import type { Goal } from './run-options.ts';

/** Runs one phase with all that belongs to it, and gives its outcome. */
export type RunOne = (phase: Phase, work: (signal: AbortSignal) => Promise<Outcome>) => Promise<Outcome>;

/** What comes after create, as far as `goal` says: `test` takes the suite's steps, the others what is missing. */
export async function runSteps(life: InstanceLife, goal: Goal, run: RunOne): Promise<void> {
  switch (goal) {
    case 'create':
      return;
    case 'converge':
      await converge(life, run);
      return;
    case 'verify': {
      const hasFailed = !life.isConverged && (await converge(life, run)) === 'fail';
      if (!hasFailed || hasStates(life)) await verify(life, run);
      return;
    }
    case 'test':
      await runAll(life, run);
      return;
    default:
      goal satisfies never;
  }
}

/**
 * After a failed pass the checks still tell what came of it, once, unless nothing was applied at all; a further pass or
 * a reboot would only repeat it.
 */
async function runAll(life: InstanceLife, run: RunOne): Promise<void> {
  let left: readonly Step[] = life.plan.steps;
  for (let [step] = left; step !== undefined; [step] = left) {
    left = left.slice(1);
    const outcome = await runStep(step, life, run);
    if (step !== 'converge' || outcome !== 'fail') continue;
    left = hasStates(life) && left.includes('verify') ? ['verify'] : [];
  }
}

async function runStep(step: Step, life: InstanceLife, run: RunOne): Promise<Outcome> {
  switch (step) {
    case 'converge':
      return await converge(life, run);
    case 'again':
      return await run('idempotence', (signal) => life.idempotence(signal));
    case 'reboot':
      return await run('reboot', (signal) => life.reboot(signal));
    case 'verify':
      return await verify(life, run);
    default:
      return step satisfies never;
  }
}

function converge(life: InstanceLife, run: RunOne): Promise<Outcome> {
  return run('converge', (signal) => life.converge(signal));
}

function verify(life: InstanceLife, run: RunOne): Promise<Outcome> {
  return run('verify', (signal) => life.verify(signal));
}

function hasStates({ converged }: InstanceLife): boolean {
  return converged !== undefined && converged.states.length > 0;
}
