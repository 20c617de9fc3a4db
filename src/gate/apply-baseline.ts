import type { DeclaredInstance, RequirementVerdict } from '../contract/decision.ts';
import { findDoubt, type Waiving } from './apply-waivers.ts';
import type { GateInput } from './gate-input.ts';
import type { Judged } from './judge-requirement.ts';
import { failureFingerprint } from './failure-fingerprint.ts';

export interface BaselineRule {
  readonly declared: DeclaredInstance;
  readonly input: Pick<GateInput, 'baseline' | 'channel' | 'channelAt'>;
  readonly waiving: Waiving;
}

/**
 * The baseline rule: a failure that a waiver let through on the snapshot where the channel is, and that is the same with
 * the same suite, is known, and needs no waiver again. Pure. `verdict`: what waivers made of it.
 */
export function applyBaseline(
  verdict: RequirementVerdict,
  judged: Judged,
  { declared, input, waiving }: BaselineRule,
): RequirementVerdict {
  const { baseline = [], channel, channelAt } = input;
  // What a waiver of today could not cover, one of then does not.
  if (verdict.kind !== 'fail' || channelAt === undefined || findDoubt(judged, waiving) !== undefined) return verdict;
  const ways = new Set(judged.failures.map(failureFingerprint));
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
