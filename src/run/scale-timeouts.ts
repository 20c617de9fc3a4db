import type { InstancePlan, Timeouts } from '../contract/model.ts';

/** The plan with all its time limits multiplied, for an instance on which everything takes longer. */
export function scaleTimeouts(plan: InstancePlan, pace: number): InstancePlan {
  if (pace === 1) return plan;
  const { timeouts } = plan;
  const scaled: Timeouts = {
    prepareMs: timeouts.prepareMs * pace,
    createMs: timeouts.createMs * pace,
    convergeMs: timeouts.convergeMs * pace,
    stateMs: timeouts.stateMs * pace,
    rebootMs: timeouts.rebootMs * pace,
    verifyMs: timeouts.verifyMs * pace,
    destroyMs: timeouts.destroyMs * pace,
  };
  return { ...plan, timeouts: scaled };
}
