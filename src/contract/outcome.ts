/** `fail`: the formula is wrong. `error`: we could not find out. `skip`: deliberately not judged. Never mixed. */
export const OUTCOMES = ['pass', 'fail', 'error', 'skip'] as const;

/** One of them. */
export type Outcome = (typeof OUTCOMES)[number];

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
  | 'planned'
  /** Salt did not say in words it knows what came of it. */
  | 'unclear';

const OF_VERDICTS = {
  kept: 'pass',
  changed: 'pass',
  'changed-again': 'fail',
  excused: 'skip',
  failed: 'fail',
  blocked: 'fail',
  planned: 'skip',
  unclear: 'error',
} as const satisfies Record<StateVerdict, Outcome>;

/** The outcome that a state's verdict counts as. */
export function outcomeOf(verdict: StateVerdict): Outcome {
  return OF_VERDICTS[verdict];
}

/** Why a pass has no usable states, or stopped, or proves nothing although its states look well. */
export type ProblemKind =
  | 'render'
  | 'missing-sls'
  | 'empty-top'
  | 'pillar'
  | 'hang'
  /** States were only planned, not applied: `test: true` somewhere. */
  | 'dry-run'
  /** Salt's answer is no result, lacks states, or contradicts what was seen. */
  | 'unclear'
  /** The suite excuses a state that is not there. */
  | 'stale-exception'
  | 'other';

const PROBLEM_OUTCOMES = {
  render: 'fail',
  'missing-sls': 'fail',
  'empty-top': 'fail',
  pillar: 'fail',
  hang: 'fail',
  'dry-run': 'fail',
  unclear: 'error',
  'stale-exception': 'error',
  other: 'fail',
} as const satisfies Record<ProblemKind, Outcome>;

/** The outcome that a problem counts as: `fail` where the formula or suite is at fault, else `error`. */
export function outcomeOfProblem(kind: ProblemKind): 'fail' | 'error' {
  return PROBLEM_OUTCOMES[kind];
}

const RANK = { skip: 0, pass: 1, error: 2, fail: 3 } as const satisfies Record<Outcome, number>;

/**
 * The outcome of a whole: fail over error over pass, because what failed for certain stays so whatever else could not be
 * found out; `skip` when there is nothing, or only what was skipped.
 */
export function worstOutcome(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'skip');
}

/** Whether it failed, or could not be found out. */
export function isBad({ outcome }: { readonly outcome: Outcome }): boolean {
  return outcome === 'fail' || outcome === 'error';
}

/** The sign that stands beside every colour: `✓`. */
export function outcomeSign(outcome: Outcome): string {
  return { pass: '✓', fail: '✗', error: '!', skip: '–' }[outcome];
}
