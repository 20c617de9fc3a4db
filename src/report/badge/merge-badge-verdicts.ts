import { hash } from 'node:crypto';
import type { InstanceSummary } from '../../contract/events.ts';
import type { Evidence } from '../../contract/evidence.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import type { FailedAttempt, InstanceVerdict } from '../../contract/store.ts';
import { hasNoChecks } from '../explain/list-remarks.ts';
import { isVerdict } from './collect-badges.ts';

/**
 * Earlier verdicts, replaced by those of this run where it gave any, for the instances that the project still has, in
 * its order. Skipped and interrupted instances keep their earlier verdict; so does one of which this run could not find
 * out anything, where that verdict is on the same content as far as is known. Pure.
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
    const content = digestContent(result.evidence);
    const next: InstanceVerdict = {
      instance,
      formula,
      suite,
      platform,
      outcome,
      ...bare,
      runId,
      at,
      snapshot: snapshot ?? null,
      ...(content === undefined ? {} : { content }),
    };
    known.set(instance, follow(known.get(instance), next, { runId, at, reason: describeTrouble(result) }));
  }
  return project.flatMap(({ name }) => known.get(name) ?? []);
}

function follow(before: InstanceVerdict | undefined, next: InstanceVerdict, attempt: FailedAttempt): InstanceVerdict {
  if (before === undefined || before.outcome === 'error') return next;
  const isOther = before.content !== undefined && next.content !== undefined && before.content !== next.content;
  if (next.outcome === 'error') return isOther ? next : { ...before, since: attempt };
  const isSame = before.content !== undefined && before.content === next.content;
  const hasFailed = before.outcome === 'fail' || before.isFlaky === true;
  return next.outcome === 'pass' && isSame && hasFailed ? { ...next, isFlaky: true } : next;
}

/** Undefined: nobody knows of which content the result is. */
function digestContent(evidence: Evidence | undefined): string | undefined {
  if (evidence === undefined) return undefined;
  const { formulaDigest, suiteDigest, recipe, snapshot } = evidence;
  const parts = [formulaDigest, suiteDigest, recipe];
  // What could not be read has no digest.
  if (!parts.every((part) => part.startsWith('sha256:'))) return undefined;
  return `sha256:${hash('sha256', JSON.stringify([...parts, snapshot?.digest ?? null]))}`;
}

function describeTrouble({ trouble, evidence }: InstanceResult): string {
  return trouble?.message ?? evidence?.reasons[0] ?? 'it could not be run';
}
