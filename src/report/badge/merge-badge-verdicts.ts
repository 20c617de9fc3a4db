import type { InstanceSummary } from '../../contract/events.ts';
import type { RunResult } from '../../contract/result.ts';
import type { InstanceVerdict } from '../../contract/store.ts';
import { hasNoChecks } from '../explain/list-remarks.ts';
import { isVerdict } from './collect-badges.ts';

/**
 * Earlier verdicts, replaced by those of this run where it gave any, for the instances that the project still has, in
 * its order. Skipped and interrupted instances keep their earlier verdict. Pure.
 */
export function mergeBadgeVerdicts(
  earlier: readonly InstanceVerdict[],
  { instances, runId, startedAt: at }: RunResult,
  { project, snapshot }: { readonly project: readonly InstanceSummary[]; readonly snapshot: string | undefined },
): readonly InstanceVerdict[] {
  const known = new Map(earlier.map((verdict) => [verdict.instance, verdict]));
  for (const result of instances) {
    if (!isVerdict(result)) continue;
    const { name: instance, formula, suite, platform, outcome } = result;
    const bare = hasNoChecks(result) ? { hasNoChecks: true } : {};
    known.set(instance, {
      instance,
      formula,
      suite,
      platform,
      outcome,
      ...bare,
      runId,
      at,
      snapshot: snapshot ?? null,
    });
  }
  return project.flatMap(({ name }) => known.get(name) ?? []);
}
