import type { Phase } from '../contract/phases.ts';
import { driverContext, handleOf, type Instance } from './instance/open-instance.ts';
import { destroy } from './phases/destroy.ts';
import type { PhaseRun } from './phases/run-phase.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Brings the instance up and connects to it: a kept one that still fits, else a new one. Gives whether this call made
 * it. What goes wrong within a phase is in the result of `run`; what goes wrong outside of one is thrown.
 */
export async function bringUp(
  instance: Instance,
  { goal, signal }: RunOptions,
  run: (phase: Phase) => Promise<PhaseRun>,
): Promise<boolean> {
  const { record, way, bound } = instance;
  const call = { signal, timeoutMs: bound.plan.timeoutsMs.create };
  if (record.state && (goal === 'test' || !(await isUsable(instance, signal)))) {
    await destroy(instance, { signal, timeoutMs: bound.plan.timeoutsMs.destroy });
  }
  if (record.isCreated) {
    await way.connect(handleOf(instance), driverContext(instance, 'create', call));
    return false;
  }
  if ((await run('prepare')).trouble) return false;
  await run('create');
  return true;
}

/** Whether it was made from what the plan says now, and runs. */
async function isUsable(instance: Instance, signal: AbortSignal): Promise<boolean> {
  const { record, bound } = instance;
  if (!record.isCreated) return false;
  const context = driverContext(instance, 'create', { signal, timeoutMs: bound.plan.timeoutsMs.create });
  return (await bound.driver.status(handleOf(instance), context)) === 'running';
}
