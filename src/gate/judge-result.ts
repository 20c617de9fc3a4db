import { CLOCK_SKEW_MS } from '../contract/clock-skew.ts';
import type { DeclaredInstance, RequirementKind } from '../contract/decision.ts';
import type { KeptEvidence, Proved } from '../contract/evidence.ts';
import { provesSomething } from '../contract/proved.ts';
import type { GateInput } from './gate-input.ts';
import type { ChannelRules, GatePolicy } from './policy.ts';

/** What one result says of an instance. */
export interface Finding {
  readonly kind: Exclude<RequirementKind, 'flaky' | 'waived' | 'running'>;
  readonly reason: string;
  /** Whether it is about what is declared now, on this very content. */
  readonly isCurrent: boolean;
}

/** What results are held against. */
export interface Judging extends Pick<GateInput, 'snapshot' | 'now' | 'facts'> {
  readonly instance: DeclaredInstance;
  /** What the channel asks of each result. */
  readonly rules: Pick<ChannelRules, 'maxAgeMs' | 'requiresChecks' | 'attempts' | 'need' | 'packages'>;
  /** Keys that the policy trusts. Default: nobody need sign. */
  readonly keys?: GatePolicy['keys'];
}

/** What one result, taken alone, says of an instance. Pure. */
export function judgeResult(result: KeptEvidence, judging: Judging): Finding {
  const foreign = findForeign(result, judging);
  if (foreign !== undefined) return { kind: 'invalid', reason: foreign, isCurrent: false };
  const change = findChange(result, judging.instance);
  const isCurrent = change === undefined;
  const unsigned = findUnsigned(result, judging);
  // Of a failure it stays known: whoever takes its signature away has not made it pass.
  if (unsigned !== undefined) return { kind: 'invalid', reason: unsigned, isCurrent };
  // What failed is wrong whatever the clock says; a pass whose age nobody knows is none.
  if (isCurrent && result.outcome === 'fail')
    return { kind: 'fail', reason: summarize(result.reasons, 'it failed and does not say why'), isCurrent };
  const age = judging.now.getTime() - Date.parse(result.finishedAt);
  if (!(age >= -CLOCK_SKEW_MS)) {
    const reason = `the result is from the future (${result.finishedAt}): a clock is wrong`;
    return { kind: 'error', reason, isCurrent };
  }
  const strangers = isCurrent && result.outcome === 'pass' ? findStrangers(result, judging) : undefined;
  if (strangers !== undefined) return { kind: 'invalid', reason: strangers, isCurrent };
  if (change !== undefined) {
    const was = result.outcome === 'pass' ? '' : ` (then: ${result.outcome})`;
    return { kind: 'stale', reason: `${change} since${was}`, isCurrent };
  }
  return { ...judgeCurrent(result, age, judging.rules), isCurrent };
}

function judgeCurrent(
  { outcome, reasons, proved }: KeptEvidence,
  age: number,
  { maxAgeMs, requiresChecks = false }: Judging['rules'],
): Omit<Finding, 'isCurrent'> {
  if (maxAgeMs !== undefined && age > maxAgeMs) {
    const reason = `the result is ${spellAge(age)} old, the policy allows ${spellAge(maxAgeMs)}`;
    return { kind: 'stale', reason };
  }
  switch (outcome) {
    case 'pass':
      return judgePass(proved, requiresChecks);
    case 'fail':
      return { kind: 'fail', reason: summarize(reasons, 'it failed and does not say why') };
    case 'error':
      return { kind: 'error', reason: summarize(reasons, 'it could not be run and does not say why') };
    case 'skip':
      return { kind: 'missing', reason: 'it was skipped' };
    default:
      return outcome satisfies never;
  }
}

/** A pass is worth what passed in it. */
function judgePass(proved: Proved, requiresChecks: boolean): Omit<Finding, 'isCurrent'> {
  if (!provesSomething(proved)) return { kind: 'missing', reason: 'nothing passed in it: neither a state nor a check' };
  if (requiresChecks && proved.checks === 0)
    return { kind: 'missing', reason: 'no checks: it passed by its states alone, and the policy requires checks' };
  return { kind: 'pass', reason: '' };
}

/** Why the result is of something else under the same name. */
function findForeign(result: KeptEvidence, { snapshot, instance }: Judging): string | undefined {
  if (result.snapshot?.digest !== snapshot.digest) {
    return `the result is of other content under the same name (${short(result.snapshot?.digest)}, this is ${short(snapshot.digest)})`;
  }
  if (result.formula !== instance.formula || result.suite !== instance.suite || result.platform !== instance.platform) {
    return `the result is of ${result.formula}, suite ${result.suite}, on ${result.platform}`;
  }
  return undefined;
}

/** Where the policy names keys, a result that nobody looked at is as good as one that nobody signed. */
function findUnsigned({ digest, outcome }: KeptEvidence, { facts, keys }: Judging): string | undefined {
  const fact = facts?.[digest];
  const signedBy = fact?.signedBy;
  if (signedBy === undefined && keys === undefined) return undefined;
  const then = outcome === 'pass' ? '' : ` (it says: ${outcome})`;
  if (signedBy === undefined || signedBy === null)
    return `${fact?.unsigned ?? 'nobody whom the policy trusts has signed it'}${then}`;
  if (keys === undefined || Object.hasOwn(keys, signedBy)) return undefined;
  return `it is signed by '${signedBy}', whom the policy does not trust${then}`;
}

const MOST_STRANGERS = 3;

/** Why it says nothing of the snapshot's own packages, where the policy asks for that. Pure. */
export function findStrangers(
  { digest }: Pick<KeptEvidence, 'digest'>,
  { facts = {}, rules }: Pick<Judging, 'facts' | 'rules'>,
): string | undefined {
  if (rules.packages?.strict !== true) return undefined;
  const found = facts[digest]?.foreignPackages;
  const allow = "in the policy: 'packages: { allow: [NAME] }'";
  if (found === undefined)
    return "nobody knows where its packages are from: test it again; or ask the channel for less: 'packages: { strict: false }' in the policy";
  const some = found.slice(0, MOST_STRANGERS).join(', ');
  const more = found.length > MOST_STRANGERS ? ` and ${found.length - MOST_STRANGERS} more` : '';
  return found.length === 0
    ? undefined
    : `it had ${some}${more} installed, of neither the snapshot nor the base image: add its repository to the snapshot, or allow it ${allow}`;
}

/** What is no longer as it was when the result was got. */
function findChange(result: KeptEvidence, declared: DeclaredInstance): string | undefined {
  if (result.formulaDigest !== declared.formulaDigest) return 'the formula or a dependency has changed';
  if (result.suiteDigest !== declared.suiteDigest) return 'the suite has changed';
  if (result.recipe !== declared.recipe) return 'the platform, its preparation or its hooks have changed';
  return undefined;
}

/** A failing check says what is wrong with the machine; a state's comment often only that something is. */
export function summarize(reasons: readonly string[], fallback: string): string {
  const first = reasons.find((reason) => reason.startsWith('check ')) ?? reasons[0] ?? fallback;
  return reasons.length < 2 ? first : `${first} (and ${reasons.length - 1} more)`;
}

function spellAge(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 2) return `${Math.round(ms / 60_000)} minutes`;
  return hours < 72 ? `${Math.round(hours)} hours` : `${Math.round(hours / 24)} days`;
}

function short(digest: string | undefined): string {
  return digest === undefined ? 'none' : digest.slice(0, 'sha256:'.length + 8);
}
