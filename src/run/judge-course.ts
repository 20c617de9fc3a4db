import { worstOutcome, type Outcome } from '../contract/outcome.ts';
import { countProved, provesSomething } from '../contract/proved.ts';
import type { InstanceResult, PhaseResult, StepResult, Trouble } from '../contract/result.ts';
import { FailFast, stoppedOutcome } from './fail-fast.ts';
import type { RunOptions } from './run-options.ts';

/** What was done before the instance was tidied up. */
export interface Course {
  readonly phases: readonly PhaseResult[];
  readonly steps: readonly StepResult[];
  readonly trouble: Trouble | undefined;
}

/**
 * What the course comes to. What failed for certain stays a failure, whatever else could not be found out. Where a verdict
 * was asked for, a pass needs a state or a check that passed: that the instance could be made proves nothing, and what
 * proved nothing is skipped.
 */
export function judgeCourse(course: Course, { goal, signal }: Pick<RunOptions, 'goal' | 'signal'>): Outcome {
  const { phases, steps, trouble } = course;
  const outcome = worstOutcome([...phases, ...steps].map((one) => one.outcome));
  if (trouble !== undefined) return outcome === 'fail' && !isInterrupted(signal) ? 'fail' : stoppedOutcome(signal);
  const isVerdict = goal === 'test' || goal === 'verify';
  return outcome === 'pass' && isVerdict && !provesSomething(countProved(steps)) ? 'skip' : outcome;
}

/** Whether it had failed before `--fail-fast` stopped it: then that is its story, and not that it was stopped. */
export function isStoppedFailure(outcome: Outcome, { signal }: Pick<RunOptions, 'signal'>): boolean {
  return outcome === 'fail' && signal.aborted;
}

/** Whether an attempt is evidence: every test is that judged something, or could not be run. */
export function isProof({ outcome, trouble }: InstanceResult, { goal }: Pick<RunOptions, 'goal'>): boolean {
  return goal === 'test' && outcome !== 'skip' && trouble?.code !== 'INTERRUPTED';
}

/** By a person: what broke then may have broken because of it. */
function isInterrupted({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof FailFast);
}
