import type { Evidence } from '../contract/model.ts';
import { judgeRequirement } from './judge-requirement.ts';
import { channelPolicy, listRequired } from './list-required.ts';
import type { DeclaredInstance, GatePolicy } from './policy.ts';
import type { DamagedEvidence } from './read-evidence.ts';

/**
 * `fail`: it was tested and is wrong. `error`: it could not be found out. `missing`: nobody looked. `stale`: the result
 * is too old, or of another formula or suite than the current one. `foreign`: the result is of something else.
 */
export type RequirementKind = 'pass' | 'fail' | 'error' | 'missing' | 'stale' | 'foreign';

/** How one required instance stands. */
export interface RequirementVerdict {
  readonly instance: string;
  readonly formula: string;
  readonly suite: string;
  readonly platform: string;
  readonly kind: RequirementKind;
  /** Why, in one line; empty when it passed. */
  readonly reason: string;
  /** Run whose result decided; undefined when there is none. */
  readonly runId: string | undefined;
  /** When that result was finished, ISO 8601 UTC. */
  readonly finishedAt: string | undefined;
}

/** May the channel move to the snapshot, and why (not). Data: it can be printed, logged and checked again. */
export interface GateDecision {
  readonly version: 1;
  /** `promote` only when there is at least one requirement and every one passed. */
  readonly decision: 'promote' | 'reject';
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly policy: { readonly file: string; readonly digest: string };
  /** When it was decided, ISO 8601 UTC. */
  readonly at: string;
  /** One per required instance, in the order of the project. */
  readonly requirements: readonly RequirementVerdict[];
  /** Declared instances that the policy does not ask for. */
  readonly notRequired: readonly string[];
}

export interface GateInput {
  readonly policy: GatePolicy;
  readonly channel: string;
  readonly snapshot: { readonly id: string; readonly digest: string };
  readonly declared: readonly DeclaredInstance[];
  /** Any results, in any order; those of other instances and snapshots do no harm. */
  readonly evidence: readonly Evidence[];
  /** Result files that could not be read. Default none. */
  readonly damaged?: readonly DamagedEvidence[];
  readonly now: Date;
}

/**
 * Decides whether a channel may move to a snapshot. Pure. For each required instance the newest result counts, whatever
 * older ones say. Throws `POLICY_INVALID` when the policy does not know the channel, asks for nothing, or has a pattern
 * that matches no declared instance.
 */
export function decideGate(input: GateInput): GateDecision {
  const { policy, channel, snapshot, declared, now } = input;
  const { maxAgeMs } = channelPolicy(policy, channel);
  const required = listRequired(policy, channel, declared);
  const requirements = required.map((instance) => judgeRequirement(instance, input, maxAgeMs));
  const isOpen = requirements.length > 0 && requirements.every(({ kind }) => kind === 'pass');
  const names = new Set(required.map(({ name }) => name));
  return {
    version: 1,
    decision: isOpen ? 'promote' : 'reject',
    channel,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    policy: { file: policy.file, digest: policy.digest },
    at: now.toISOString(),
    requirements,
    notRequired: declared.map(({ name }) => name).filter((name) => !names.has(name)),
  };
}
