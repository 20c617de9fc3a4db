import type { DeclaredInstance, RequirementVerdict } from '../contract/decision.ts';
import type { GateInput } from './gate-input.ts';
import type { Judged } from './judge-requirement.ts';
import { failureFingerprint } from './failure-fingerprint.ts';

/**
 * The baseline rule: a failure that a waiver let through on the snapshot where the channel is, and that is the same with
 * the same suite, is known, and needs no waiver again. Pure. `verdict`: what waivers made of it.
 */
export function applyBaseline(
  verdict: RequirementVerdict,
  { failures, doubt }: Judged,
  {
    declared,
    input,
  }: { readonly declared: DeclaredInstance; readonly input: Pick<GateInput, 'baseline' | 'channel' | 'channelAt'> },
): RequirementVerdict {
  const { baseline = [], channel, channelAt } = input;
  if (verdict.kind !== 'fail' || doubt !== undefined || channelAt === undefined) return verdict;
  const ways = new Set(failures.map(failureFingerprint));
  const known = baseline.find(
    (fact) =>
      fact.instance === declared.name &&
      fact.snapshot === channelAt.id &&
      fact.suiteDigest === declared.suiteDigest &&
      ways.size === 1 &&
      ways.has(fact.fingerprint),
  );
  if (known === undefined) return verdict;
  const reason = `known: it fails in the same way on ${known.snapshot}, where ${channel} is (let through by waiver '${known.waiver}')`;
  return { ...verdict, kind: 'waived', reason, notes: [verdict.reason], waiver: known.waiver };
}
