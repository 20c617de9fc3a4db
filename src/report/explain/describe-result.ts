import { cleanLine } from '../../base/text/clean-text.ts';
import type { CheckResult, ConvergeResult, InstanceResult, StepResult } from '../../contract/result.ts';
import { outcomeOfProblem } from '../../contract/outcome.ts';
import { headline } from '../text/headline.ts';
import { stepWord } from '../text/words.ts';
import { count } from '../../base/text/count.ts';
import { explainStates } from './explain-states.ts';
import { listRemarks } from './list-remarks.ts';

/**
 * What went wrong in a few words, with its step: `converge  1 of 31 states failed`. Where nothing did, what the verdict
 * does not say: `no checks`; else empty.
 */
export function describeResult(result: InstanceResult): string {
  if (result.outcome === 'skip') return describeSkip(result);
  if (result.outcome === 'pass') return listRemarks(result).join(', ');
  const broken = result.phases.find((phase) => phase.outcome === 'error')?.phase;
  const trouble = result.trouble && `${broken ?? 'error'}  ${headline(result.trouble.message)}`;
  return [...result.steps.flatMap(describeStep), ...(trouble === undefined ? [] : [trouble])].join('  ');
}

function describeStep(step: StepResult): readonly string[] {
  const parts = [describePass(step.pass), describeChecks(step.checks)].filter((part) => part !== '');
  return parts.length === 0 ? [] : [`${stepWord(step)}  ${parts.join(', ')}`];
}

function describePass(pass: ConvergeResult | undefined): string {
  if (pass === undefined || pass.outcome === 'pass' || pass.outcome === 'skip') return '';
  const problem = pass.problems.find(({ kind }) => outcomeOfProblem(kind) === 'fail') ?? pass.problems[0];
  const { failed, blocked } = explainStates(pass.states);
  const changed = failed.filter(({ state }) => state.verdict === 'changed-again');
  const unclear = failed.filter(({ state }) => state.outcome === 'error').length;
  const broken = failed.length - changed.length - unclear;
  const parts = [
    broken > 0 ? `${broken} of ${count(pass.states.length, 'state')} failed` : undefined,
    unclear > 0 ? notFound(unclear, pass.states.length, broken > 0, 'state') : undefined,
    blocked.size > 0 ? `${blocked.size} did not run` : undefined,
    changed.length > 0 ? `changed again: ${changed.map(({ state }) => state.id).join(', ')}` : undefined,
  ].filter((part) => part !== undefined);
  // A state that failed for certain says more than what could not be found out beside it.
  const isFirst = problem && (outcomeOfProblem(problem.kind) === 'fail' || pass.outcome !== 'fail');
  return isFirst ? headline(problem.message) : parts.join(', ');
}

/** `1 of 3 checks failed, 1 could not be found out` */
function describeChecks(checks: readonly CheckResult[]): string {
  const failed = checks.filter(({ outcome }) => outcome === 'fail').length;
  const unknown = checks.filter(({ outcome }) => outcome === 'error').length;
  const parts = [
    failed > 0 ? `${failed} of ${count(checks.length, 'check')} failed` : undefined,
    unknown > 0 ? notFound(unknown, checks.length, failed > 0, 'check') : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** `isMore`: after the same words about others. */
function notFound(number: number, all: number, isMore: boolean, noun: string): string {
  return `${number}${isMore ? '' : ` of ${count(all, noun)}`} could not be found out`;
}

/** Why there is no verdict: it was stopped through no fault of its own, or nothing in it proved anything. */
function describeSkip({ trouble, steps }: InstanceResult): string {
  if (trouble === undefined) return describeNothing(steps);
  const text = cleanLine(trouble.message);
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function describeNothing(steps: readonly StepResult[]): string {
  const checks = steps.find((step) => step.checks.length > 0)?.checks.length ?? 0;
  const states = steps.find(({ pass }) => pass !== undefined && pass.states.length > 0)?.pass?.states.length ?? 0;
  if (checks + states === 0) return 'nothing was proved: it has neither states nor checks';
  const parts = [states > 0 ? count(states, 'state') : '', checks > 0 ? count(checks, 'check') : ''].filter(Boolean);
  return `nothing was proved: of ${parts.join(' and ')} none passed, all were skipped`;
}
