import type { InstancePlan } from '../../contract/plan.ts';
import { makeLimits } from '../../contract/time-limits.ts';

/** The plan with all its time limits multiplied, for an instance on which everything takes longer. */
export function stretchLimits(plan: InstancePlan, factor: number): InstancePlan {
  if (factor === 1) return plan;
  return { ...plan, timeoutsMs: makeLimits((limit) => plan.timeoutsMs[limit] * factor) };
}
