import type { CheckResult, ConvergeResult, InstanceResult } from '../../contract/model.ts';
import { cleanLine } from '../../base/text/clean-text.ts';
import { explainStates, isChangedAgain } from './explain-states.ts';
import { count, phaseWord } from '../text/words.ts';

function describePass(pass: ConvergeResult | undefined): string | undefined {
  if (pass === undefined || pass.outcome === 'pass' || pass.outcome === 'skip') return undefined;
  const problem = pass.problems[0];
  if (problem !== undefined) return cleanLine(problem.message);
  const { failed, blocked } = explainStates(pass.states);
  const changed = failed.filter(({ state }) => isChangedAgain(state));
  const broken = failed.length - changed.length;
  const parts = [
    broken > 0 ? `${broken} of ${count(pass.states.length, 'state')} failed` : undefined,
    blocked.size > 0 ? `${blocked.size} did not run` : undefined,
    changed.length > 0 ? `changed again: ${changed.map(({ state }) => state.id).join(', ')}` : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function describeChecks(checks: readonly CheckResult[]): string | undefined {
  const bad = checks.filter((check) => check.outcome === 'fail' || check.outcome === 'error').length;
  return bad === 0 ? undefined : `${bad} of ${count(checks.length, 'check')} failed`;
}

/** Not run for a reason that is no fault of its own: `stopped because 'x' did not pass (--fail-fast)`. */
function describeSkip({ trouble }: InstanceResult): string {
  if (trouble === undefined) return '';
  const text = cleanLine(trouble.message);
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** What went wrong in few words, with its phase: `converge  1 of 31 states failed`. Empty when nothing did. */
export function describeResult(result: InstanceResult): string {
  if (result.outcome === 'skip') return describeSkip(result);
  const broken = result.phases.find((phase) => phase.outcome === 'error')?.phase;
  const parts: readonly (readonly [string, string | undefined])[] = [
    ['converge', describePass(result.converge)],
    ['again', describePass(result.idempotence)],
    ['verify', describeChecks(result.checks)],
    [broken === undefined ? 'error' : phaseWord(broken), result.trouble && cleanLine(result.trouble.message)],
  ];
  return parts.flatMap(([phase, text]) => (text === undefined ? [] : [`${phase}  ${text}`])).join('  ');
}
