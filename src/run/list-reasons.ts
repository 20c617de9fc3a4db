import { firstLine } from '../base/text/first-line.ts';
import { whyFailed } from '../contract/command-end.ts';
import type { CheckResult, ConvergeProblem, InstanceResult, StateResult, StepResult } from '../contract/result.ts';
import { isBad, outcomeOfProblem, type Outcome } from '../contract/outcome.ts';

interface Reason {
  readonly outcome: Outcome;
  readonly text: string;
}

/**
 * Why an instance did not pass, one line per state, check or trouble; empty when it passed. What failed for certain comes
 * first, then what could not be found out. The gate shows these.
 */
export function listReasons({ trouble, steps }: Pick<InstanceResult, 'trouble' | 'steps'>): readonly string[] {
  const reasons = steps.flatMap(reasonsOf);
  const told = trouble ? [`${trouble.code}: ${trouble.message}`] : [];
  const texts = (wanted: Outcome): readonly string[] =>
    reasons.filter(({ outcome }) => outcome === wanted).map(({ text }) => text);
  return [...new Set([...texts('fail'), ...told, ...texts('error')])];
}

function reasonsOf({ step, after, pass, checks }: StepResult): readonly Reason[] {
  const isRebooted = after.includes('reboot');
  const when = isRebooted ? 'after the reboot: ' : '';
  return [
    ...(pass?.problems ?? []).map((problem) => ofProblem(problem, `${step.do}: ${when}`)),
    ...(pass?.states ?? []).filter(isBad).map((state) => ofState(state, isRebooted)),
    ...checks.filter(isBad).map((check) => ofCheck(check, when)),
  ];
}

function ofProblem({ kind, message }: ConvergeProblem, start: string): Reason {
  return { outcome: outcomeOfProblem(kind), text: `${start}${firstLine(message)}` };
}

function ofState(state: StateResult, isRebooted: boolean): Reason {
  return { outcome: state.outcome, text: `state ${state.id} ${state.function}${whyOf(state, isRebooted)}` };
}

function whyOf(state: StateResult, isRebooted: boolean): string {
  if (state.verdict === 'changed-again') return ` changed again${isRebooted ? ' after the reboot' : ''}`;
  return `: ${isRebooted ? 'after the reboot: ' : ''}${firstLine(whyFailed(state))}`;
}

function ofCheck({ outcome, type, id, message }: CheckResult, when: string): Reason {
  // What is not known must not be taken for what is wrong with the machine.
  const start = outcome === 'error' ? 'not known: check' : 'check';
  return { outcome, text: `${start} ${type} ${id} ${when}${message}` };
}
