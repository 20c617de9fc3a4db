import { standInLine, type Place } from '../base/wait/stand-in-line.ts';
import type { InstanceResult, RunResult } from '../contract/result.ts';
import { isBad } from '../contract/outcome.ts';
import { Admission } from './admission.ts';
import type { BoundInstance } from './bind/bind-instances.ts';
import { clearAway } from './clear-away.ts';
import { endRun } from './end-run.ts';
import { FailFast } from './fail-fast.ts';
import { notRun, runInstance } from './run-instance.ts';
import type { RunOptions } from './run-options.ts';
import type { RunServices } from './instance/run-services.ts';

/**
 * Runs instances side by side as memory and cores admit, begins with them in their order, and gives one result for each,
 * in that order.
 */
export async function runInstances(
  instances: readonly BoundInstance[],
  options: RunOptions,
  services: RunServices,
): Promise<RunResult> {
  const startedAt = services.now();
  const admission = new Admission(services.limits, options.concurrency);
  const failFast = new AbortController();
  const signal = AbortSignal.any([options.signal, failFast.signal]);
  const tellStopping = (): void => services.emit({ type: 'run-stopping' });
  options.signal.addEventListener('abort', tellStopping, { once: true });
  const stand = standInLine();
  const runOne = async (bound: BoundInstance): Promise<InstanceResult> => {
    const doors = { admission, place: stand() };
    const result = await admitAndRun(bound, { ...options, signal }, services, doors);
    services.emit({ type: 'instance-finished', instance: bound.plan.name, result });
    if (options.isFailFast && isBad(result) && !failFast.signal.aborted) failFast.abort(new FailFast(bound.plan.name));
    return result;
  };
  const results = await Promise.all(instances.map(runOne));
  options.signal.removeEventListener('abort', tellStopping);
  if (options.signal.aborted) await clearAway(instances, services);
  return endRun(results, { startedAt, signal: options.signal }, services);
}

/** What an instance passes before it is begun with. */
interface Doors {
  readonly admission: Admission;
  /** Locks are taken as fast as the disk is; this keeps the order. */
  readonly place: Place;
}

async function admitAndRun(
  bound: BoundInstance,
  options: RunOptions,
  services: RunServices,
  { admission, place }: Doors,
): Promise<InstanceResult> {
  const { plan, needs } = bound;
  const { signal } = options;
  const startedAt = services.now();
  const tellWait = (reason: string, isForOthers: boolean) =>
    services.emit({ type: 'instance-waiting', instance: plan.name, reason, isForOthers });
  try {
    // The lock first: an instance that waits for another saltern must not hold what a third could use.
    await using _lock = await services.lock(plan.name, signal, () => {
      tellWait('another saltern is working on it', false);
      place.leave();
    });
    await place.reached;
    const entering = admission.enter(needs, signal, (reason) => tellWait(reason, true));
    place.leave();
    using _admitted = await entering;
    services.emit({ type: 'instance-started', instance: plan.name });
    return await runInstance(bound, options, services);
  } catch (error) {
    return await notRun(bound, { error, startedAt }, options, services);
  } finally {
    place.leave();
  }
}
