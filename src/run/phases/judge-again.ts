import type { AgainPlan } from '../../contract/plan.ts';
import type { ConvergeResult, StateResult } from '../../contract/result.ts';
import { outcomeOf, worstOutcome } from '../../contract/outcome.ts';

/**
 * Reads a further pass as a verdict: every state that changed again fails, unless the suite names it with a reason, in
 * which case it is excused. A state that failed stays failed.
 */
export function judgeAgain(pass: ConvergeResult, plan: AgainPlan): ConvergeResult {
  const states = pass.states.map((state) => judgeState(state, plan));
  const problems = pass.problems.length > 0 ? (['fail'] as const) : [];
  return { ...pass, states, outcome: worstOutcome(['pass', ...states.map((state) => state.outcome), ...problems]) };
}

function judgeState(state: StateResult, { except }: AgainPlan): StateResult {
  if (state.verdict !== 'changed') return state;
  const excuse = except[state.id];
  const verdict = excuse === undefined ? 'changed-again' : 'excused';
  return { ...state, verdict, outcome: outcomeOf(verdict), excuse };
}
