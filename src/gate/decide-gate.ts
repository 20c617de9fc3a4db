import type { GateDecision } from '../contract/decision.ts';
import type { GateInput } from './gate-input.ts';
import { judgeRequirement } from './judge-requirement.ts';
import { channelPolicy, listRequired } from './list-required.ts';

/**
 * Decides whether a channel may move to a snapshot. Pure. For each required instance the newest result counts, whatever
 * older ones say. Throws `POLICY_INVALID` when the policy does not know the channel, asks for nothing, or has a pattern
 * that matches no declared instance.
 */
export function decideGate(input: GateInput): GateDecision {
  const { policy, channel, snapshot, declared, now } = input;
  const rules = channelPolicy(policy, channel);
  const required = listRequired(policy, channel, declared);
  const requirements = required.map((instance) => judgeRequirement(instance, input, rules));
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
