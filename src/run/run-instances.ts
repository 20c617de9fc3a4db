import type { InstancePlan, InstanceResult, RunResult } from '../contract/model.ts';
import { Admission } from './admission.ts';
import { FailFast, runInstance } from './run-instance.ts';
import type { RunOptions, RunParts } from './run-options.ts';
import { toTrouble } from './to-trouble.ts';
import { worstOutcome } from './worst-outcome.ts';

/** Runs instances side by side as memory and cores admit, and gives one result for each, in the order of the plans. */
export async function runInstances(
  plans: readonly InstancePlan[],
  options: RunOptions,
  parts: RunParts,
): Promise<RunResult> {
  const startedAt = parts.now();
  const admission = new Admission(parts.limits, options.concurrency);
  const failFast = new AbortController();
  const signal = AbortSignal.any([options.signal, failFast.signal]);
  const runOne = async (plan: InstancePlan): Promise<InstanceResult> => {
    const result = await admitAndRun(plan, { ...options, signal }, parts, admission);
    parts.emit({ type: 'instance-finished', instance: plan.name, result });
    const hasLost = result.outcome === 'fail' || result.outcome === 'error';
    if (options.isFailFast && hasLost && !failFast.signal.aborted) failFast.abort(new FailFast(plan.name));
    return result;
  };
  const instances = await Promise.all(plans.map(runOne));
  const result: RunResult = {
    runId: parts.runId,
    outcome: worstOutcome(instances.map((one) => one.outcome)),
    instances,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: parts.now() - startedAt,
    interrupted: options.signal.aborted,
  };
  parts.emit({ type: 'run-finished', result });
  return result;
}

async function admitAndRun(
  plan: InstancePlan,
  options: RunOptions,
  parts: RunParts,
  admission: Admission,
): Promise<InstanceResult> {
  const onWait = (reason: string) => parts.emit({ type: 'instance-waiting', instance: plan.name, reason });
  try {
    const driver = await parts.driver(plan.driver.name);
    const needs = driver.resources(driver.configSchema.parse(plan.driver.config));
    using _place = await admission.enter(needs, options.signal, onWait);
    await using _lock = await parts.lock(plan.name, options.signal, () => onWait('another saltern works on it'));
    parts.emit({ type: 'instance-started', instance: plan.name });
    return await runInstance(plan, options, parts);
  } catch (error) {
    return notRun(plan, error, options.signal);
  }
}

function notRun(plan: InstancePlan, error: unknown, signal: AbortSignal): InstanceResult {
  const { name, formula, suite, platform } = plan;
  return {
    name,
    formula,
    suite,
    platform,
    outcome: signal.aborted && signal.reason instanceof FailFast ? 'skip' : 'error',
    phases: [],
    converge: undefined,
    idempotence: undefined,
    checks: [],
    trouble: toTrouble(signal.aborted ? signal.reason : error),
    kept: false,
    evidence: undefined,
    durationMs: 0,
    log: undefined,
  };
}
