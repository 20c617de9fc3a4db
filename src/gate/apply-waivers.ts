import { matchName } from '../base/text/match-name.ts';
import { formatAge } from '../base/time/format-age.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import { CLOCK_SKEW_MS } from '../contract/clock-skew.ts';
import { isMet, type RequirementVerdict } from '../contract/decision.ts';
import type { KeptEvidence } from '../contract/evidence.ts';
import type { Waiver } from '../contract/gate-records.ts';
import { tellWaiver } from '../contract/tell-waiver.ts';
import { failureFingerprint } from './failure-fingerprint.ts';
import type { GateInput } from './gate-input.ts';
import type { Judged } from './judge-requirement.ts';
import type { WaivableKind, WaiverPolicy } from './policy.ts';
import { personOf } from './same-person.ts';

/** What a verdict may be waived by. */
export interface Waiving extends Pick<GateInput, 'channel' | 'snapshot' | 'now' | 'loggedAt'> {
  readonly waivers: readonly Waiver[];
  readonly rules: WaiverPolicy;
  /** See `ChannelRules`. */
  readonly maxAgeMs: number | undefined;
}

/**
 * The same verdict, or `waived` where waivers in force cover all that is wrong. Pure. What could not be found out, and what
 * proves nothing, no waiver covers. A waiver that is about the instance and does not count is named in the notes.
 */
export function applyWaivers(judged: Judged, waiving: Waiving): RequirementVerdict {
  const { verdict, failures } = judged;
  const { kind } = verdict;
  const candidates = waiving.waivers
    .filter((waiver) => isFor(waiver, verdict.instance, waiving))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (isMet(kind) || candidates.length === 0) return verdict;
  const doubt = findDoubt(judged, waiving);
  if (doubt !== undefined)
    return { ...verdict, notes: [...verdict.notes, ...candidates.map((one) => doubt(one.name))] };
  const wanted = kind === 'fail' ? failures : [undefined];
  const found = wanted.map((failure) => findCover(candidates, failure, waiving));
  const covers = found.filter((waiver) => waiver !== undefined);
  const [waiver] = covers;
  if (waiver !== undefined && covers.length === found.length) {
    // Of several the one that ends first says how long it holds.
    const until = covers.reduce((first, one) => (Date.parse(one.expires) < Date.parse(first.expires) ? one : first));
    const reason = `waived until ${tellWaiver(until)}`;
    return { ...verdict, kind: 'waived', reason, notes: [verdict.reason, ...verdict.notes], waiver: waiver.name };
  }
  const other = failures.find((_, at) => found[at] === undefined && at > 0);
  const more =
    found[0] !== undefined && other !== undefined ? [`it also failed in another way (run ${other.runId})`] : [];
  const whys = candidates.flatMap((one) => findTrouble(one, failures[0], waiving) ?? []);
  return { ...verdict, notes: [...verdict.notes, ...whys, ...more] };
}

/** Whether it is about that instance in this decision at all, in force or not. */
function isFor(
  { requirement, scope }: Waiver,
  instance: string,
  { channel, snapshot }: Pick<Waiving, 'channel' | 'snapshot'>,
): boolean {
  return isInScope(scope, { channel, snapshot }) && matchName(requirement, instance);
}

export function isInScope(
  scope: Waiver['scope'],
  { channel, snapshot }: Pick<Waiving, 'channel' | 'snapshot'>,
): boolean {
  switch (scope.kind) {
    case 'snapshot':
      return scope.digest === snapshot.digest;
    case 'channel':
      return scope.channel === channel;
    default:
      return scope satisfies never;
  }
}

/** Why no waiver at all can count, neither now nor from the last promotion; it says so of each. */
export function findDoubt(
  { verdict: { kind }, failures: [newest], doubt }: Judged,
  waiving: Waiving,
): ((waiver: string) => string) | undefined {
  if (kind === 'error' || kind === 'invalid') {
    const what = kind === 'error' ? 'what could not be found out' : 'a result that proves nothing';
    return (waiver) => `waiver '${waiver}' does not count: ${what} is never waived`;
  }
  if (!waiving.rules.kinds.some((one: WaivableKind) => one === kind))
    return (waiver) =>
      `waiver '${waiver}' does not count: the policy lets nothing be waived that is ${kind.toUpperCase()}`;
  if (doubt !== undefined)
    return (waiver) => `waiver '${waiver}' does not count: nobody can be sure what failed: ${doubt}`;
  if (kind !== 'fail') return undefined;
  const age = waiving.now.getTime() - Date.parse(newest?.finishedAt ?? '');
  if (age >= -CLOCK_SKEW_MS && age <= (waiving.maxAgeMs ?? Infinity)) return undefined;
  return (waiver) => `waiver '${waiver}' does not count: the failure is too old, or its time is wrong; test it again`;
}

/** The waiver in force that covers it and ends last. */
function findCover(
  candidates: readonly Waiver[],
  failure: KeptEvidence | undefined,
  waiving: Waiving,
): Waiver | undefined {
  return candidates
    .filter((waiver) => findTrouble(waiver, failure, waiving) === undefined)
    .toSorted((a, b) => Date.parse(b.expires) - Date.parse(a.expires) || (a.name < b.name ? -1 : 1))[0];
}

/** Why a waiver does not cover that failure, or what there is no failure of; undefined: it does. */
function findTrouble(waiver: Waiver, failure: KeptEvidence | undefined, waiving: Waiving): string | undefined {
  const { name, created, expires, author, approver } = waiver;
  const { now, rules, loggedAt } = waiving;
  if (
    waiver.failure !== (failure && failureFingerprint(failure)) ||
    (failure !== undefined && waiver.failure === undefined)
  )
    return `waiver '${name}' covers another failure`;
  const [begin, end] = [Date.parse(created), Date.parse(expires)];
  if (!(begin <= now.getTime() + CLOCK_SKEW_MS)) return `waiver '${name}' is from the future (${created})`;
  if (!(now.getTime() < end)) return `waiver '${name}' expired on ${formatLongTime(expires)}`;
  // A clock that was turned back does not bring it back.
  if (loggedAt !== undefined && !(Date.parse(loggedAt) < end))
    return `waiver '${name}' expired on ${formatLongTime(expires)}, for the log goes on to ${formatLongTime(loggedAt)}`;
  if (!(end - begin <= rules.longestMs))
    return `waiver '${name}' runs for ${formatAge(end - begin)}, the policy allows ${formatAge(rules.longestMs)}`;
  if (!rules.needsApprover) return undefined;
  if (approver === undefined || personOf(approver) === '')
    return `waiver '${name}' waits for somebody else than ${author} to approve it`;
  return personOf(approver) === personOf(author)
    ? `waiver '${name}' is approved by its own author, ${author}`
    : undefined;
}
