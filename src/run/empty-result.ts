import type { InstancePlan } from '../contract/plan.ts';
import type { InstanceResult } from '../contract/result.ts';

/** The result of an instance of which nothing was done: it could not be found out. */
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
