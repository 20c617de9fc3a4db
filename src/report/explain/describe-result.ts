import { cleanLine } from '../../base/text/clean-text.ts';
import type { CheckResult, ConvergeResult, InstanceResult, StepResult } from '../../contract/result.ts';
import { isBad } from '../../contract/outcome.ts';
import { headline } from '../text/headline.ts';
import { count, stepWord } from '../text/words.ts';
import { explainStates } from './explain-states.ts';

/** What went wrong in a few words, with its step: `converge  1 of 31 states failed`. Empty when nothing did. */
export function describeResult(result: InstanceResult): string {
  if (result.outcome === 'skip') return describeSkip(result);
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
  const problem = pass.problems[0];
  if (problem !== undefined) return headline(problem.message);
  const { failed, blocked } = explainStates(pass.states);
  const changed = failed.filter(({ state }) => state.verdict === 'changed-again');
  const broken = failed.length - changed.length;
  const parts = [
    broken > 0 ? `${broken} of ${count(pass.states.length, 'state')} failed` : undefined,
    blocked.size > 0 ? `${blocked.size} did not run` : undefined,
    changed.length > 0 ? `changed again: ${changed.map(({ state }) => state.id).join(', ')}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function describeChecks(checks: readonly CheckResult[]): string {
  const bad = checks.filter(isBad).length;
  return bad === 0 ? '' : `${bad} of ${count(checks.length, 'check')} failed`;
}

/** Why an instance was skipped through no fault of its own: `stopped because 'x' did not pass (--fail-fast)`. */
function describeSkip({ trouble }: InstanceResult): string {
  if (trouble === undefined) return '';
  const text = cleanLine(trouble.message);
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
