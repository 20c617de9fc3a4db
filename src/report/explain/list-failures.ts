import type { CheckResult, ConvergeProblem, StateResult, StepResult } from '../../contract/result.ts';
import { isBad } from '../../contract/outcome.ts';
import { explainStates, type FailedState } from './explain-states.ts';

/** What went wrong in one step, and had not gone wrong in a step before it. */
export interface StepFailures {
  readonly step: StepResult;
  readonly problems: readonly ConvergeProblem[];
  readonly states: readonly FailedState[];
  readonly checks: readonly CheckResult[];
}

/**
 * Failures step by step, each once: a check that fails before a reboot and after it is listed only before it. Steps in
 * which nothing new went wrong are left out.
 */
export function listFailures(steps: readonly StepResult[]): readonly StepFailures[] {
  const listed = new Set<string>();
  const isNew = (key: string): boolean => !listed.has(key);
  return steps.flatMap((step) => {
    const found: StepFailures = {
      step,
      problems: step.pass?.problems ?? [],
      states: explainStates(step.pass?.states ?? []).failed.filter(({ state }) => isNew(nameState(state))),
      checks: step.checks.filter((check) => isBad(check) && isNew(nameCheck(check))),
    };
    for (const { state } of found.states) listed.add(nameState(state));
    for (const check of found.checks) listed.add(nameCheck(check));
    return found.problems.length + found.states.length + found.checks.length === 0 ? [] : [found];
  });
}

function nameState({ sls, id, function: fun, name, verdict }: StateResult): string {
  return JSON.stringify([sls, id, fun, name, verdict]);
}

function nameCheck({ verifier, type, id, property }: CheckResult): string {
  return JSON.stringify([verifier, type, id, property]);
}
