import type { Phase } from '../contract/phases.ts';
import { driverContext, handleOf, type Instance, type PhaseCall } from './instance/open-instance.ts';
import { destroy } from './phases/destroy.ts';
import type { PhaseRun } from './phases/run-phase.ts';
import { withinLimit } from './phases/within-limit.ts';
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
  const limited = <T>(phase: Phase, work: (call: PhaseCall) => Promise<T>): Promise<T> => {
    const { name, timeoutsMs } = bound.plan;
    const timeoutMs = timeoutsMs[phase];
    return withinLimit({ name, phase, timeoutMs, signal }, (within) => work({ signal: within, timeoutMs }));
  };
  if (record.state && (goal === 'test' || !(await limited('create', (call) => isUsable(instance, call))))) {
    await limited('destroy', (call) => destroy(instance, call));
  }
  if (record.isCreated) {
    await limited('create', (call) => way.connect(handleOf(instance), driverContext(instance, 'create', call)));
    return false;
  }
  if ((await run('prepare')).trouble) return false;
  await run('create');
  return true;
}

/** Made from what the plan says now, and running. */
async function isUsable(instance: Instance, call: PhaseCall): Promise<boolean> {
  const { record, bound } = instance;
  if (!record.isCreated) return false;
  return (await bound.driver.status(handleOf(instance), driverContext(instance, 'create', call))) === 'running';
}
