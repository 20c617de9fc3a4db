import type { InstanceSummary } from '../../contract/events.ts';
import type { Evidence } from '../../contract/evidence.ts';
import type { InstanceResult, RunResult } from '../../contract/result.ts';
import type { FailedAttempt, InstanceVerdict, VerdictOrigin, VerdictParts } from '../../contract/store.ts';
import { hasNoChecks } from '../explain/list-remarks.ts';
import { describeWhy } from './describe-why.ts';
import { digestContent } from './digest-content.ts';

/** What verdicts are merged for. */
export interface MergeOptions {
  /** The instances that there are; others are forgotten. */
  readonly project: readonly InstanceSummary[];
  /** Id of the run's snapshot; undefined: none. */
  readonly snapshot: string | undefined;
  /** Paths below it are shown relative. */
  readonly cwd: string;
}

/**
 * Earlier verdicts, replaced by those of this run where it gave any, for the instances that the project still has, in
 * its order. Skipped and interrupted instances keep their earlier verdict; so does one of which this run could not find
 * out anything, where that verdict is on the same content as far as is known. Merging a run twice is merging it once.
 * Pure.
 */
export function mergeVerdicts(
  earlier: readonly InstanceVerdict[],
  run: RunResult,
  options: MergeOptions,
): readonly InstanceVerdict[] {
  const known = new Map(earlier.map((verdict) => [verdict.instance, verdict]));
  for (const result of run.instances) {
    if (!isVerdict(result)) continue;
    const before = known.get(result.name);
    if (before?.runId === run.runId || before?.since?.runId === run.runId) continue;
    const attempt = { runId: run.runId, at: run.startedAt, reason: describeTrouble(result) };
    known.set(result.name, follow(before, toVerdict(result, run, options), attempt));
  }
  return options.project.flatMap(({ name }) => known.get(name) ?? []);
}

/** Whether the result says anything of the formula: it was neither skipped nor cut short. */
export function isVerdict<T extends Pick<InstanceResult, 'outcome' | 'trouble'>>(
  result: T,
): result is T & { readonly outcome: InstanceVerdict['outcome'] } {
  return result.outcome !== 'skip' && result.trouble?.code !== 'INTERRUPTED';
}

function toVerdict(
  result: InstanceResult & { readonly outcome: InstanceVerdict['outcome'] },
  { runId, startedAt: at }: RunResult,
  { snapshot = null, cwd }: { readonly snapshot?: string | null | undefined; readonly cwd: string },
): InstanceVerdict {
  const { name: instance, formula, suite, platform, outcome, durationMs, phases, evidence } = result;
  const content = digestContent(evidence);
  const parts = evidence && content !== undefined ? shortenParts(evidence) : undefined;
  const why = describeWhy(result, cwd);
  return {
    instance,
    formula,
    suite,
    platform,
    outcome,
    ...(hasNoChecks(result) ? { hasNoChecks: true } : {}),
    runId,
    at,
    snapshot,
    ...(content === undefined ? {} : { content }),
    ...(parts === undefined ? {} : { parts }),
    took: { ms: Math.round(durationMs), phases: phases.map((one) => [one.phase, Math.round(one.durationMs)] as const) },
    ...(why.length === 0 ? {} : { why }),
  };
}

function follow(before: InstanceVerdict | undefined, next: InstanceVerdict, attempt: FailedAttempt): InstanceVerdict {
  if (before === undefined) return withHistory(before, next);
  const isOther = before.content !== undefined && next.content !== undefined && before.content !== next.content;
  if (before.outcome !== 'error' && next.outcome === 'error' && !isOther) return { ...before, since: attempt };
  const isSame = before.content !== undefined && before.content === next.content;
  const hasFailed = before.outcome === 'fail' || before.isFlaky === true;
  return withHistory(before, next.outcome === 'pass' && isSame && hasFailed ? { ...next, isFlaky: true } : next);
}

/** Of what is no pass, since when that is so, and what passed last. */
function withHistory(before: InstanceVerdict | undefined, next: InstanceVerdict): InstanceVerdict {
  if (next.outcome === 'pass') return next;
  const lastPass = before?.outcome === 'pass' ? toOrigin(before) : before?.lastPass;
  const redSince = (before?.outcome === 'pass' ? undefined : before?.redSince) ?? toOrigin(next);
  return { ...next, redSince, ...(lastPass === undefined ? {} : { lastPass }) };
}

function toOrigin({ runId, at, snapshot, parts }: VerdictOrigin): VerdictOrigin {
  return { runId, at, snapshot, ...(parts === undefined ? {} : { parts }) };
}

/** To tell that one differs, a few digits do; every instance has them. */
function shortenParts({ formulaDigest, suiteDigest, recipe, snapshot }: Evidence): VerdictParts {
  const shorten = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 12);
  return {
    formula: shorten(formulaDigest),
    suite: shorten(suiteDigest),
    recipe: shorten(recipe),
    snapshot: snapshot === undefined ? '' : shorten(snapshot.digest),
  };
}

function describeTrouble({ trouble, evidence }: InstanceResult): string {
  return trouble?.message ?? evidence?.reasons[0] ?? 'it could not be run';
}
