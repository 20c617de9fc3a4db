import type { AuditLine } from '../contract/audit.ts';
import { isMet, type GateBlock, type GateDecision, type RequirementVerdict } from '../contract/decision.ts';
import type { Obstacle } from '../contract/gate-status.ts';
import { EVERY_CHANNEL } from '../contract/tell-freeze.ts';
import type { GateInput } from './gate-input.ts';

/**
 * All that stands in the way of a decision's snapshot: requirements, the worst first, then the rest, what passes by itself
 * last. `lines`: the log, oldest first. Pure.
 */
export function listObstacles(
  decision: GateDecision,
  input: Pick<GateInput, 'freezes' | 'taints' | 'rolledBack' | 'holds' | 'seenAt'>,
  lines: readonly AuditLine[],
): readonly Obstacle[] {
  const { snapshot, channel } = decision;
  return [
    ...decision.requirements
      .filter(({ kind }) => !isMet(kind))
      .toSorted((a, b) => Number(b.kind === 'fail') - Number(a.kind === 'fail'))
      .map((one): Obstacle => {
        const since = unmetSince(one, decision, { lines, seenAt: input.seenAt });
        const { kind, instance, reason } = one;
        return { kind, instance, reason, act: whoMeets(one, snapshot.id), ...(since === undefined ? {} : { since }) };
      }),
    ...decision.blocks.map(({ kind, reason, until }): Obstacle => {
      const since = blockedSince(kind, channel, snapshot.digest, input);
      const when = { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
      return { kind, instance: undefined, reason, act: whoUnblocks(kind, reason, decision), ...when };
    }),
  ];
}

function whoUnblocks(kind: GateBlock['kind'], reason: string, { channel, snapshot }: GateDecision): string {
  if (kind === 'rolled-back')
    return `the team: take another snapshot; or, where it is good after all, \`saltern rollback --channel ${channel} --to ${snapshot.id} --reason …\``;
  const isOwn = kind === 'freeze' && !reason.startsWith(EVERY_CHANNEL);
  return isOwn ? `whoever froze it: \`saltern unfreeze --channel ${channel}\`` : WHO_UNBLOCKS[kind];
}

const WHO_UNBLOCKS: Readonly<Record<Exclude<GateBlock['kind'], 'rolled-back'>, string>> = {
  log: 'whoever keeps the snapshot root: see `saltern audit verify`',
  future: 'whoever keeps the clocks',
  tainted: 'the team: take or derive another snapshot',
  hold: "the next nightly: `saltern snapshot derive latest --label NAME` makes one without it now; or the team removes the hold's file",
  freeze: 'whoever froze it: `saltern unfreeze`',
  lane: "the team: use the channel's own rules",
  approval: 'somebody who may approve: `saltern approve`',
  soak: 'nobody: it ends by itself',
};

/** What failed is its owner's; what lacks is found out by whoever is there. */
function whoMeets({ kind, instance, formula, owner }: RequirementVerdict, snapshot: string): string {
  const again = `\`saltern test ${instance} --snapshot ${snapshot}\``;
  switch (kind) {
    case 'fail':
      return `${owner ?? `whoever keeps ${formula}`}: mend it, or waive it`;
    case 'error':
    case 'missing':
    case 'stale':
      return `the team: ${again}`;
    case 'invalid':
      return `the team: see who made the result, then ${again}`;
    case 'running':
      return 'nobody: it is being tested';
    case 'pass':
    case 'flaky':
    case 'waived':
      return 'nobody';
    default:
      return kind satisfies never;
  }
}

function blockedSince(
  kind: GateBlock['kind'],
  channel: string,
  digest: string,
  {
    freezes = [],
    taints = [],
    rolledBack,
    holds = [],
    seenAt,
  }: Pick<GateInput, 'freezes' | 'taints' | 'rolledBack' | 'holds' | 'seenAt'>,
): string | undefined {
  switch (kind) {
    case 'freeze':
      return earliest(
        freezes.filter((one) => one.channel === undefined || one.channel === channel).map(({ at }) => at),
      );
    case 'tainted':
      return earliest(taints.filter((one) => one.digest === digest).map(({ at }) => at));
    case 'rolled-back':
      return rolledBack?.at;
    case 'hold':
      return earliest(holds.map(({ created }) => created));
    case 'soak':
    case 'approval':
    case 'lane':
      return seenAt;
    case 'log':
    case 'future':
      return undefined;
    default:
      return kind satisfies never;
  }
}

function earliest(times: readonly string[]): string | undefined {
  return times.toSorted()[0];
}

/**
 * When the channel's decisions began to name the instance, without one in between that did not; or, where that was
 * earlier, when it failed, or the content came on which it lacks a result. Undefined: nobody knows.
 */
function unmetSince(
  { instance, kind, finishedAt }: RequirementVerdict,
  { channel }: GateDecision,
  { lines, seenAt }: { readonly lines: readonly AuditLine[]; readonly seenAt: string | undefined },
): string | undefined {
  const began = kind === 'missing' ? seenAt : kind === 'fail' || kind === 'error' ? finishedAt : undefined;
  let since: string | undefined;
  for (const line of lines.toReversed()) {
    if (line.kind !== 'decision' || line.entry.channel !== channel) continue;
    if (!line.entry.reasons.some((one) => one.instance === instance)) break;
    since = line.entry.at;
  }
  return earliest([since, began].filter((time) => time !== undefined));
}
