import type { Outcome } from '../contract/outcome.ts';

const RANK = { skip: 0, pass: 1, fail: 2, error: 3 } as const satisfies Record<Outcome, number>;

/** The outcome of a whole: error over fail over pass; `skip` when there is nothing, or only what was skipped. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'skip');
}
