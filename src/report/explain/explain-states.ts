import type { StateResult } from '../../contract/result.ts';
import { isBad } from '../../contract/outcome.ts';
import type { StepName } from '../../contract/phases.ts';

/** A state that failed by itself, with the ids of those that wait for it and did not run. */
export interface FailedState {
  readonly state: StateResult;
  readonly waiting: readonly string[];
}

export interface ExplainedStates {
  readonly failed: readonly FailedState[];
  /** State that did not run → ids of the states it waits for, in the end. */
  readonly blocked: ReadonlyMap<StateResult, readonly string[]>;
}

/**
 * Tells causes from consequences. A state that waits for something that is not among the failed ones counts as failed
 * itself, so nothing that went wrong is left out.
 */
export function explainStates(states: readonly StateResult[]): ExplainedStates {
  const byId = Map.groupBy(states, (state) => state.id);
  const waiting = new Map<StateResult, string[]>();
  const blocked = new Map<StateResult, readonly string[]>();
  for (const state of states) {
    if (state.blockedBy.length === 0 || state.outcome === 'pass') continue;
    const roots = findRoots(state, byId);
    if (roots.size === 0) continue;
    blocked.set(state, [...new Set([...roots].map((root) => root.id))]);
    for (const root of roots) waiting.set(root, [...(waiting.get(root) ?? []), state.id]);
  }
  const failed = states
    .filter((state) => isBad(state) && !blocked.has(state))
    .map((state) => ({ state, waiting: [...new Set(waiting.get(state))] }));
  return { failed, blocked };
}

/** Failed states that `state` waits for, directly or through others that did not run either. */
function findRoots(state: StateResult, byId: ReadonlyMap<string, readonly StateResult[]>): ReadonlySet<StateResult> {
  const roots = new Set<StateResult>();
  const seen = new Set<string>();
  const todo = [...state.blockedBy];
  for (let id = todo.pop(); id !== undefined; id = todo.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    for (const other of byId.get(id) ?? []) {
      if (other.blockedBy.length > 0) todo.push(...other.blockedBy);
      else if (isBad(other)) roots.add(other);
    }
  }
  return roots;
}

/** What is said of a state that changed again. */
export function describeChangedAgain(after: readonly StepName[]): string {
  return after.includes('reboot') ? 'changed again after the reboot' : 'changed again';
}

/** Why a state counts as skipped: the suite's reason, or what Salt says of it. Empty for one that passed. */
export function describeSkipped({ outcome, excuse, comment }: StateResult): string {
  if (outcome !== 'skip') return '';
  return excuse === undefined ? comment : `may change again: ${excuse}`;
}
