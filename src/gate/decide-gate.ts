import { isMet, USUAL_LANE, type DeclaredInstance, type GateBlock, type GateDecision } from '../contract/decision.ts';
import { isOfFuture } from '../contract/snapshot-id.ts';
import type { GateInput } from './gate-input.ts';
import { judgeRequirement, type OwnResults } from './judge-requirement.ts';
import { channelPolicy, listRequired } from './list-required.ts';

/**
 * Decides whether a channel may move to a snapshot. Pure. For each required instance the newest verdict counts, whatever
 * older ones say; see `judgeRequirement`. Throws `POLICY_INVALID` when the policy does not know the channel, asks for nothing, or has a pattern
 * that matches no declared instance.
 */
export function decideGate(input: GateInput): GateDecision {
  const { policy, channel, snapshot, project, declared, now, facts = {} } = input;
  const rules = channelPolicy(policy, channel);
  const required = listRequired(policy, channel, declared);
  const ownOf = groupByInstance(input);
  const requirements = required.map((instance) =>
    judgeRequirement(instance, { ...ownOf(instance.name), snapshot, now, rules, facts }),
  );
  const isOpen = requirements.length > 0 && requirements.every(({ kind }) => isMet(kind));
  const blocks = findBlocks(input);
  const names = new Set(required.map(({ name }) => name));
  return {
    version: 1,
    decision: isOpen && blocks.length === 0 ? 'promote' : 'reject',
    channel,
    lane: USUAL_LANE,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    blocks,
    policy: { file: policy.file, digest: policy.digest },
    project,
    at: now.toISOString(),
    requirements,
    notRequired: declared.map(({ name }) => name).filter((name) => !names.has(name)),
    untestedMembers: listUntested(input, required),
  };
}

/** Whatever came later would be older: the channel would stay there until that day. */
function findBlocks({ snapshot, now }: GateInput): readonly GateBlock[] {
  if (!isOfFuture(snapshot.id, now)) return [];
  const reason = `snapshot '${snapshot.id}' is of the future (it is ${now.toISOString()} now): see that the clock is right; if it is, remove that snapshot and take a new one`;
  return [{ kind: 'future', reason, isPassing: false }];
}

/** Thousands of instances have tens of thousands of results: each is looked at by the instance that it is of. */
function groupByInstance({ evidence, damaged = [], lost = [] }: GateInput): (name: string) => OwnResults {
  const groups = {
    evidence: Map.groupBy(evidence, ({ instance }) => instance),
    damaged: Map.groupBy(damaged, ({ instance }) => instance),
    lost: Map.groupBy(lost, ({ instance }) => instance),
  };
  return (name) => ({
    evidence: groups.evidence.get(name) ?? [],
    damaged: groups.damaged.get(name) ?? [],
    lost: groups.lost.get(name) ?? [],
  });
}

function listUntested({ members = [] }: GateInput, required: readonly DeclaredInstance[]): readonly string[] {
  const seen = new Set(required.flatMap((instance) => instance.members));
  return members.filter((name) => !seen.has(name));
}
