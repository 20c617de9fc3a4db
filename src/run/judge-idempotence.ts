import type { ConvergeResult, IdempotencePlan, StateResult } from '../contract/model.ts';
import { worstOutcome } from './worst-outcome.ts';

/**
 * Reads a second pass as a verdict: every state that changed again fails, unless the suite names it with a reason, in
 * which case it counts as skipped. What failed by itself stays failed.
 */
export function judgeIdempotence(pass: ConvergeResult, plan: IdempotencePlan): ConvergeResult {
  const states = pass.states.map((state) => judgeState(state, plan));
  const problems = pass.problems.length > 0 ? (['fail'] as const) : [];
  return { ...pass, states, outcome: worstOutcome(['pass', ...states.map((state) => state.outcome), ...problems]) };
}

function judgeState(state: StateResult, plan: IdempotencePlan): StateResult {
  if (state.outcome !== 'pass' || !hasChanged(state)) return state;
  const reason = plan.except[state.id];
  return reason === undefined
    ? { ...state, outcome: 'fail', comment: `Changed again on the second pass. ${state.comment}` }
    : { ...state, outcome: 'skip', comment: `May change again: ${reason}. ${state.comment}` };
}

/** Salt reports `changes: {}` for a state that found all in place. */
export function hasChanged(state: StateResult): boolean {
  const { changes } = state;
  if (changes === null || changes === undefined) return false;
  if (Array.isArray(changes)) return changes.length > 0;
  return typeof changes === 'object' ? Object.keys(changes).length > 0 : true;
}
