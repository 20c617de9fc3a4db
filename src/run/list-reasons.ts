import { firstLine } from '../base/text/first-line.ts';
import type { InstanceResult, StateResult, StepResult } from '../contract/result.ts';
import { isBad } from '../contract/outcome.ts';

/** Why an instance did not pass, one line per state, check or trouble; empty when it passed. The gate shows these. */
export function listReasons({ trouble, steps }: Pick<InstanceResult, 'trouble' | 'steps'>): readonly string[] {
  return [...(trouble ? [`${trouble.code}: ${trouble.message}`] : []), ...new Set(steps.flatMap(reasonsOf))];
}

function reasonsOf({ step, after, pass, checks }: StepResult): readonly string[] {
  const isRebooted = after.includes('reboot');
  const when = isRebooted ? 'after the reboot: ' : '';
  return [
    ...(pass?.problems ?? []).map((problem) => `${step.do}: ${when}${firstLine(problem.message)}`),
    ...(pass?.states ?? [])
      .filter(isBad)
      .map((state) => `state ${state.id} ${state.function}${whyOf(state, isRebooted)}`),
    ...checks.filter(isBad).map((check) => `check ${check.type} ${check.id} ${when}${check.message}`),
  ];
}

function whyOf({ verdict, comment }: StateResult, isRebooted: boolean): string {
  if (verdict === 'changed-again') return ` changed again${isRebooted ? ' after the reboot' : ''}`;
  return `: ${isRebooted ? 'after the reboot: ' : ''}${firstLine(comment)}`;
}
