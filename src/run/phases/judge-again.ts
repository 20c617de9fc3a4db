import { didYouMean } from '../../base/text/did-you-mean.ts';
import type { AgainPlan } from '../../contract/plan.ts';
import type { ConvergeProblem, ConvergeResult, StateResult } from '../../contract/result.ts';
import { isBad, outcomeOf, outcomeOfProblem, worstOutcome } from '../../contract/outcome.ts';

/**
 * Reads a further pass as a verdict: every state that changed again fails, unless the suite names it with a reason, in
 * which case it is excused. A state that failed stays failed. An exception for a state that is not there is a problem: it
 * excuses nothing today, and whatever gets that name tomorrow.
 */
export function judgeAgain(pass: ConvergeResult, plan: AgainPlan): ConvergeResult {
  const states = pass.states.map((state) => judgeState(state, plan));
  const problems = [...pass.problems, ...findStale(pass, plan)];
  const outcomes = [...states.map(({ outcome }) => outcome), ...problems.map(({ kind }) => outcomeOfProblem(kind))];
  return { ...pass, states, problems, outcome: worstOutcome(['pass', ...outcomes]) };
}

function judgeState(state: StateResult, { except }: AgainPlan): StateResult {
  if (state.verdict !== 'changed') return state;
  const excuse = except[state.id];
  const verdict = excuse === undefined ? 'changed-again' : 'excused';
  return { ...state, verdict, outcome: outcomeOf(verdict), excuse };
}

/** Only of a whole pass: one that stopped at a failure does not know all of its states. */
function findStale({ states, problems }: ConvergeResult, { exceptAt = {} }: AgainPlan): readonly ConvergeProblem[] {
  if (problems.length > 0 || states.some(isBad)) return [];
  const ids = new Set(states.map(({ id }) => id));
  return Object.entries(exceptAt)
    .filter(([id]) => !ids.has(id))
    .map(([id, place]) => ({
      kind: 'stale-exception',
      message: `The exception for '${id}' under 'idempotent' matches no state${didYouMean(id, [...ids])}`,
      place,
    }));
}
