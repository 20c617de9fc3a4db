/** `fail`: the formula is wrong. `error`: we could not find out. `skip`: deliberately not judged. Never mixed. */
export type Outcome = 'pass' | 'fail' | 'error' | 'skip';

/** What became of a state in one pass. */
export type StateVerdict =
  /** Found in place. */
  | 'kept'
  | 'changed'
  /** Changed although it should have been in place: an earlier pass had brought it about. */
  | 'changed-again'
  /** Changed again, as the suite says it may. */
  | 'excused'
  | 'failed'
  /** Did not run, because something that it needs failed. */
  | 'blocked'
  /** Salt only said what it would do (`test: True`). */
  | 'planned';

const OUTCOMES = {
  kept: 'pass',
  changed: 'pass',
  'changed-again': 'fail',
  excused: 'skip',
  failed: 'fail',
  blocked: 'fail',
  planned: 'skip',
} as const satisfies Record<StateVerdict, Outcome>;

/** The outcome that a state's verdict counts as. */
export function outcomeOf(verdict: StateVerdict): Outcome {
  return OUTCOMES[verdict];
}

const RANK = { skip: 0, pass: 1, fail: 2, error: 3 } as const satisfies Record<Outcome, number>;

/** The outcome of a whole: error over fail over pass; `skip` when there is nothing, or only what was skipped. */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'skip');
}

/** Whether it failed, or could not be found out. */
export function isBad({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'fail' || outcome === 'error';
}
