import type { DeclaredInstance, RequirementKind, RequirementVerdict } from '../contract/decision.ts';
import type { Evidence } from '../contract/evidence.ts';
import { provesSomething } from '../contract/proved.ts';
import type { GateInput } from './gate-input.ts';
import type { ChannelPolicy } from './policy.ts';

/** Clocks of two machines may differ by this much before a result counts as being from the future. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** What the channel asks of each result. */
type Rules = Pick<ChannelPolicy, 'maxAgeMs' | 'requiresChecks'>;

type Finding = { readonly kind: RequirementKind; readonly reason: string };

/** The verdict on one required instance, by its newest result for this snapshot. Pure. */
export function judgeRequirement(
  instance: DeclaredInstance,
  { snapshot, evidence, damaged = [], now }: Pick<GateInput, 'snapshot' | 'evidence' | 'damaged' | 'now'>,
  rules: Rules,
): RequirementVerdict {
  const { name, formula, suite, platform } = instance;
  const results = evidence.filter((result) => result.instance === name && isAbout(result, snapshot)).sort(newestFirst);
  const newest = results[0];
  const broken = damaged.find(
    (file) => file.instance === name && (newest === undefined || Date.parse(file.at) >= Date.parse(newest.finishedAt)),
  );
  const what = { instance: name, formula, suite, platform };
  if (broken !== undefined) {
    return {
      ...what,
      kind: 'error',
      reason: `the result in '${broken.file}' cannot be read: ${broken.message}`,
      runId: undefined,
      finishedAt: undefined,
    };
  }
  if (newest === undefined) {
    return { ...what, kind: 'missing', reason: 'no result for this snapshot', runId: undefined, finishedAt: undefined };
  }
  const finding = judge(newest, instance, snapshot, rules, now);
  const isOutdone =
    finding.kind !== 'pass' &&
    results.slice(1).some((older) => judge(older, instance, snapshot, rules, now).kind === 'pass');
  const reason = isOutdone ? `${finding.reason} (it passed before, but the newest result counts)` : finding.reason;
  const remark = newest.outcome === 'pass' && newest.proved.checks === 0 ? { remark: 'no checks' } : {};
  return { ...what, kind: finding.kind, reason, ...remark, runId: newest.runId, finishedAt: newest.finishedAt };
}

/** Whether the result is under this snapshot's id, or of the same content under another id. */
function isAbout(result: Evidence, snapshot: GateInput['snapshot']): boolean {
  return result.snapshot?.id === snapshot.id || result.snapshot?.digest === snapshot.digest;
}

/** Of two results that ended together, the one that did not pass comes first, so that no pass hides it. */
function newestFirst(a: Evidence, b: Evidence): number {
  return (
    Date.parse(b.finishedAt) - Date.parse(a.finishedAt) || Number(a.outcome === 'pass') - Number(b.outcome === 'pass')
  );
}

function judge(
  result: Evidence,
  instance: DeclaredInstance,
  snapshot: GateInput['snapshot'],
  { maxAgeMs, requiresChecks = false }: Rules,
  now: Date,
): Finding {
  if (result.snapshot?.digest !== snapshot.digest) {
    return {
      kind: 'foreign',
      reason: `the result is of other content under the same name (${short(result.snapshot?.digest)}, this is ${short(snapshot.digest)})`,
    };
  }
  if (result.formula !== instance.formula || result.suite !== instance.suite || result.platform !== instance.platform) {
    return {
      kind: 'foreign',
      reason: `the result is of ${result.formula}, suite ${result.suite}, on ${result.platform}`,
    };
  }
  const age = now.getTime() - Date.parse(result.finishedAt);
  if (!(age >= -CLOCK_SKEW_MS))
    return { kind: 'error', reason: `the result is from the future (${result.finishedAt}): a clock is wrong` };
  const was = result.outcome === 'pass' ? '' : ` (then: ${result.outcome})`;
  if (result.formulaDigest !== instance.formulaDigest)
    return { kind: 'stale', reason: `the formula or a dependency has changed since${was}` };
  if (result.suiteDigest !== instance.suiteDigest)
    return { kind: 'stale', reason: `the suite has changed since${was}` };
  if (result.recipe !== instance.recipe)
    return { kind: 'stale', reason: `the platform, its preparation or its hooks have changed since${was}` };
  // Judged before the age: waiting does not turn a failure into anything else.
  if (result.outcome === 'fail')
    return { kind: 'fail', reason: summarize(result.reasons, 'it failed and does not say why') };
  if (maxAgeMs !== undefined && age > maxAgeMs) {
    return { kind: 'stale', reason: `the result is ${formatAge(age)} old, the policy allows ${formatAge(maxAgeMs)}` };
  }
  switch (result.outcome) {
    case 'pass':
      return judgePass(result, requiresChecks);
    case 'error':
      return { kind: 'error', reason: summarize(result.reasons, 'it could not be run and does not say why') };
    case 'skip':
      return { kind: 'missing', reason: 'it was skipped' };
    default:
      return result.outcome satisfies never;
  }
}

/** A pass is worth what passed in it. */
function judgePass({ proved }: Evidence, requiresChecks: boolean): Finding {
  if (!provesSomething(proved)) return { kind: 'missing', reason: 'nothing passed in it: neither a state nor a check' };
  if (requiresChecks && proved.checks === 0)
    return { kind: 'missing', reason: 'no checks: it passed by its states alone, and the policy requires checks' };
  return { kind: 'pass', reason: '' };
}

/** A failing check says what is wrong with the machine; a state's comment often only that something is. */
function summarize(reasons: readonly string[], fallback: string): string {
  const first = reasons.find((reason) => reason.startsWith('check ')) ?? reasons[0] ?? fallback;
  return reasons.length < 2 ? first : `${first} (and ${reasons.length - 1} more)`;
}

function formatAge(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 2) return `${Math.round(ms / 60_000)} minutes`;
  return hours < 72 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`;
}

function short(digest: string | undefined): string {
  return digest === undefined ? 'none' : digest.slice(0, 'sha256:'.length + 8);
}
