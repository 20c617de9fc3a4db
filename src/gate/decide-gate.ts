import { isMet, USUAL_LANE, type DeclaredInstance, type GateDecision } from '../contract/decision.ts';
import { applyBaseline } from './apply-baseline.ts';
import { applyWaivers } from './apply-waivers.ts';
import { chooseRules, type ChosenRules } from './choose-rules.ts';
import { findBlocks } from './find-blocks.ts';
import { findLogDoubts } from './find-clock-doubts.ts';
import { findLeftOut } from './find-left-out.ts';
import { findEndingRecords } from './find-ending-records.ts';
import { findIdleRecords } from './find-idle-records.ts';
import type { GateInput } from './gate-input.ts';
import { judgeRequirement, type Judged, type OwnResults, type RequirementInput } from './judge-requirement.ts';
import { noteFlakes } from './note-flakes.ts';
import { listHeldBack } from './list-held-back.ts';
import { listRequired } from './list-required.ts';
import { USUAL_WAIVERS } from './policy.ts';
import { settleDecision } from './settle-decision.ts';
import { tellOptOuts } from './tell-opt-outs.ts';

/**
 * Decides whether a channel may move to a snapshot. Pure: the same input gives the same decision, in whatever order its
 * lists are. For each required instance the newest verdict counts, whatever older ones say; see `judgeRequirement`.
 * Throws `POLICY_INVALID` when the policy does not know the channel or the lane, asks for nothing, or has a pattern that
 * matches no declared instance.
 */
export function decideGate(input: GateInput): GateDecision {
  const { policy, channel, lane = USUAL_LANE, snapshot, project, declared, now } = input;
  const rules = chooseRules(policy, channel, lane);
  // What had ended by the times in the log stays ended, though a clock was turned back.
  const latest = latestOf(input);
  const required = listRequired({ policy, channel, lane, now: latest }, declared);
  const judge = makeJudge({ ...input, lane }, rules);
  const requirements = required.map(judge);
  const blocks = findBlocks({ ...input, lane }, rules);
  const names = new Set(required.map(({ name }) => name));
  const holds = listHeldBack(input);
  const notes = [
    ...tellOptOuts(rules.optOuts ?? [], declared, latest),
    ...[...findEndingRecords(input, requirements, holds), ...findIdleRecords(input, requirements)].sort(),
    ...findLogDoubts(input),
    ...findLeftOut(input, required),
    ...(input.remarks ?? []),
  ];
  return {
    version: 1,
    ...settleDecision({ requirements, blocks, rules, input }),
    channel,
    lane,
    snapshot: { id: snapshot.id, digest: snapshot.digest },
    blocks,
    policy: { file: policy.file, digest: policy.digest },
    project,
    at: now.toISOString(),
    requirements,
    notRequired: declared.map(({ name }) => name).filter((name) => !names.has(name)),
    untestedMembers: listUntested(input, required),
    ...(holds.length === 0 ? {} : { holds }),
    ...(notes.length === 0 ? {} : { notes }),
    ...findDebt(input, { rules, judge }),
    ...(input.stale === undefined ? {} : { staleMembers: input.stale }),
  };
}

/** Now, or the latest time in the log where that is later. */
function latestOf({ now, loggedAt }: Pick<GateInput, 'now' | 'loggedAt'>): Date {
  return loggedAt !== undefined && Date.parse(loggedAt) > now.getTime() ? new Date(loggedAt) : now;
}

type Judge = (instance: DeclaredInstance) => GateDecision['requirements'][number];

/** Judges one instance: by its results, then by what people let pass. */
function makeJudge(input: GateInput, rules: ChosenRules): Judge {
  const { policy, snapshot, now, facts, channel, waivers = [], loggedAt } = input;
  const ownOf = groupByInstance(input);
  const judging = { snapshot, now, rules, ...(facts && { facts }), ...(policy.keys && { keys: policy.keys }) };
  const { waivers: allowed = USUAL_WAIVERS } = policy;
  const logged = loggedAt === undefined ? {} : { loggedAt };
  const waiving = { channel, snapshot, now, waivers, ...logged, rules: allowed, maxAgeMs: rules.maxAgeMs };
  return (declared) => {
    const judged: Judged = judgeRequirement(declared, { ...ownOf(declared.name), ...judging });
    const verdict = applyWaivers(judged, waiving);
    const settled = rules.baseline === true ? applyBaseline(verdict, judged, { declared, input, waiving }) : verdict;
    return noteFlakes(settled, input);
  };
}

/** Thousands of instances have tens of thousands of results: each is looked at by the instance that it is of. */
function groupByInstance({
  evidence,
  damaged = [],
  lost = [],
  running = [],
}: GateInput): (name: string) => OwnResults & Pick<RequirementInput, 'running'> {
  const groups = {
    evidence: Map.groupBy(evidence, ({ instance }) => instance),
    damaged: Map.groupBy(damaged, ({ instance }) => instance),
    lost: Map.groupBy(lost, ({ instance }) => instance),
    running: Map.groupBy(running, ({ instance }) => instance),
  };
  return (name) => ({
    evidence: groups.evidence.get(name) ?? [],
    damaged: groups.damaged.get(name) ?? [],
    lost: groups.lost.get(name) ?? [],
    running: groups.running.get(name)?.toSorted((a, b) => (a.runId < b.runId ? 1 : -1))[0],
  });
}

function listUntested({ members = [] }: GateInput, required: readonly DeclaredInstance[]): readonly string[] {
  const seen = new Set(required.flatMap((instance) => instance.members));
  return members.filter((name) => !seen.has(name));
}

/** What a quick lane leaves to be proved after, by the channel's own rules. */
function findDebt(
  input: GateInput,
  { rules, judge }: { readonly rules: ChosenRules; readonly judge: Judge },
): Pick<GateDecision, 'owed'> {
  const { policy, channel, declared, now } = input;
  const within = rules.lane?.fullWithinMs;
  if (within === undefined) return {};
  const all = listRequired({ policy, channel, now: latestOf(input) }, declared).map(judge);
  const instances = all.filter(({ kind }) => !isMet(kind)).map(({ instance }) => instance);
  if (instances.length === 0) return {};
  return { owed: { until: new Date(now.getTime() + within).toISOString(), instances } };
}
