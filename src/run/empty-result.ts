import type { InstancePlan } from '../contract/plan.ts';
import type { InstanceResult } from '../contract/result.ts';

/** The result of an instance with which nothing was done: nothing could be found out. */
export function emptyResult({ name, formula, suite, platform }: InstancePlan): InstanceResult {
  return {
    name,
    formula,
    suite,
    platform,
    outcome: 'error',
    phases: [],
    steps: [],
    trouble: undefined,
    kept: false,
    evidence: undefined,
    durationMs: 0,
    log: undefined,
    artifacts: [],
  };
}
