import type { CheckResult, InstanceResult } from '../../contract/result.ts';
import { count } from '../../base/text/count.ts';

/** Said of a suite none of whose checks looked at anything. */
export const NO_CHECKS = 'no checks';

/** What a verdict does not say by itself: that no check looked, or that some of them prove nothing. */
export function listRemarks(result: InstanceResult): readonly string[] {
  const idle = listIdle(result);
  if (hasNoChecks(result)) return [idle.length === 0 ? NO_CHECKS : `${NO_CHECKS} (${idle.length} skipped)`];
  const { length: all } = result.steps.find(({ checks }) => checks.length > 0)?.checks ?? [];
  if (idle.length === 0) return [];
  return [`${idle.length} of ${count(all, 'check')} ${idle.length === 1 ? 'proves' : 'prove'} nothing`];
}

/** Whether it was judged, and no check looked at anything. */
export function hasNoChecks({ steps, outcome, evidence }: InstanceResult): boolean {
  const looks = steps.filter(({ step }) => step.do === 'verify');
  if (looks.length > 0) return looks.every((one) => one.outcome === 'skip');
  // A suite may leave `verify` out; without evidence there was no verdict, only a converge.
  return outcome === 'pass' && evidence !== undefined && evidence.proved.checks === 0;
}

/** Checks that prove nothing as they are written, each once. */
export function listIdle({ steps }: Pick<InstanceResult, 'steps'>): readonly CheckResult[] {
  const idle = steps.find(({ checks }) => checks.length > 0)?.checks ?? [];
  return idle.filter((check) => check.idle !== undefined);
}
