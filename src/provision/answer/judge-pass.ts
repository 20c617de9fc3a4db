import { outcomeOfProblem, worstOutcome, type Outcome } from '../../contract/outcome.ts';
import type { ConvergeProblem, ConvergeResult, StateResult } from '../../contract/result.ts';
import type { ParsedReturn } from './parse-return.ts';

/** What was seen of a pass beside Salt's answer. */
export interface SeenPass {
  /** How many states Salt was about to run. */
  readonly planned: number;
  /** Salt ran with `test: true` as a whole. */
  readonly isDryRun: boolean;
  /** By tag, what began. */
  readonly started: ReadonlyMap<string, { readonly id: string; readonly function: string }>;
  /** By tag, what ended, in that order. */
  readonly ended: ReadonlyMap<string, StateResult>;
  /** With which Salt ends; null when it said none. */
  readonly retcode: number | null;
}

/** A pass as a verdict. */
export type JudgedPass = Pick<ConvergeResult, 'outcome' | 'states' | 'problems'>;

/**
 * Reads Salt's answer beside what was seen of the pass. What failed when it ended has failed, whatever the answer says; an
 * answer that lacks states, or only says what Salt would do, is no pass. Pure.
 */
export function judgePass(answer: ParsedReturn, seen: SeenPass): JudgedPass {
  const answered = new Map(answer.states.map((state, at) => [answer.tags[at] ?? '', state] as const));
  const states = [
    ...[...answered].map(([tag, state]) => worse(state, seen.ended.get(tag))),
    ...[...seen.ended].filter(([tag]) => !answered.has(tag)).map(([, state]) => state),
  ];
  const told = { states, problems: [...answer.problems, ...findPlanned(states, seen)] };
  // Salt stops early at a failure, and says so: then no more is to be expected.
  if (outcomeOf(told) === 'fail') return { ...told, outcome: 'fail' };
  return conclude({ ...told, problems: [...told.problems, ...findGaps(answered, seen)] });
}

/** The outcome of states and problems together. */
export function conclude(pass: Pick<ConvergeResult, 'states' | 'problems'>): JudgedPass {
  return { ...pass, outcome: worstOutcome(['pass', outcomeOf(pass)]) };
}

function outcomeOf({ states, problems }: Pick<ConvergeResult, 'states' | 'problems'>): Outcome {
  return worstOutcome([...states.map(({ outcome }) => outcome), ...problems.map(({ kind }) => outcomeOfProblem(kind))]);
}

function worse(answered: StateResult, ended: StateResult | undefined): StateResult {
  if (ended === undefined || answered.verdict === 'planned') return answered;
  if (ended.verdict === 'planned') return ended;
  return worstOutcome([answered.outcome, ended.outcome]) === answered.outcome ? answered : ended;
}

/** One problem for a dry run; else one for each state that was only planned. */
function findPlanned(states: readonly StateResult[], { isDryRun }: SeenPass): readonly ConvergeProblem[] {
  if (isDryRun) {
    const where = "of the minion's configuration, pillar or grains";
    return [
      problem('dry-run', `Nothing was applied: Salt only said what it would do, because of 'test: true' ${where}`),
    ];
  }
  return states
    .filter(({ verdict }) => verdict === 'planned')
    .map(({ id, function: fun, place }) => ({
      kind: 'dry-run',
      message: `The state '${id}' (${fun}) was not applied: Salt only said what it would do, as with 'test: true'`,
      place,
    }));
}

function findGaps(
  answered: ReadonlyMap<string, StateResult>,
  { planned, started, ended, retcode }: SeenPass,
): readonly ConvergeProblem[] {
  const lost = [...ended].filter(([tag]) => !answered.has(tag)).map(([, state]) => state);
  const open = [...started].filter(([tag]) => !answered.has(tag) && !ended.has(tag)).map(([, state]) => state);
  const known = new Set([...answered.keys(), ...ended.keys(), ...started.keys()]).size;
  return [
    ...lost.map(({ id, function: fun, place }) => ({
      ...problem('unclear', `Salt's answer lacks the state '${id}' (${fun}), which had ended`),
      place,
    })),
    ...open.map(({ id, function: fun }) =>
      problem('unclear', `The state '${id}' (${fun}) was begun, and nothing says how it ended`),
    ),
    ...(known < planned ? [problem('unclear', `Salt planned ${planned} states, and its answer has ${known}`)] : []),
    ...(retcode ? [problem('unclear', `Salt ended with ${retcode}, and its answer does not say why`)] : []),
  ];
}

function problem(kind: ConvergeProblem['kind'], message: string): ConvergeProblem {
  return { kind, message, place: undefined };
}
