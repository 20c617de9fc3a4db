import type { Proved } from './evidence.ts';
import type { StepResult } from './result.ts';

/** What the steps proved. That an instance was prepared, created or restarted proves nothing. */
export function countProved(steps: readonly Pick<StepResult, 'pass' | 'checks'>[]): Proved {
  const states = steps.flatMap(({ pass }) => pass?.states ?? []).filter(({ outcome }) => outcome === 'pass');
  const checks = steps.flatMap((step) => step.checks).filter(({ outcome }) => outcome === 'pass');
  return {
    states: new Set(states.map((one) => JSON.stringify([one.sls, one.id, one.function, one.name]))).size,
    checks: new Set(checks.map((one) => JSON.stringify([one.verifier, one.type, one.id, one.property]))).size,
  };
}

/** Whether at least one state or check passed. */
export function provesSomething({ states, checks }: Proved): boolean {
  return states + checks > 0;
}
