import { count } from '../base/text/count.ts';
import { listSome } from '../base/text/list-some.ts';
import { formatAge } from '../base/time/format-age.ts';
import { formatLongTime } from '../base/time/format-time.ts';
import { BLOCK_KINDS, type GateBlock } from '../contract/decision.ts';
import { isOfFuture } from '../contract/snapshot-id.ts';
import { tellFreeze } from '../contract/tell-freeze.ts';
import { tellTaint } from '../contract/tell-taint.ts';
import { findApprovers } from './find-approvers.ts';
import { isFrozen } from './find-stop.ts';
import type { ChosenRules } from './choose-rules.ts';
import type { GateInput } from './gate-input.ts';
import { listHeldBack } from './list-held-back.ts';

type Finder = (input: GateInput, rules: ChosenRules) => readonly GateBlock[];

/** All that stands in the way of a promotion beside requirements, in the order of `BLOCK_KINDS`. Pure. */
export function findBlocks(input: GateInput, rules: ChosenRules): readonly GateBlock[] {
  return BLOCK_KINDS.flatMap((kind) => FINDERS[kind](input, rules).toSorted((a, b) => (a.reason < b.reason ? -1 : 1)));
}

/** What a lane is never opened by: time and approvals change nothing of it. */
const LASTING = ['future', 'tainted', 'rolled-back', 'lane'] as const satisfies readonly GateBlock['kind'][];

/** What `findUnfit` asks for. */
export type UnfitInput = Pick<
  GateInput,
  'snapshot' | 'channel' | 'channelAt' | 'lane' | 'derivedFrom' | 'taints' | 'rolledBack' | 'now'
>;

/** Why a snapshot can never be promoted by these rules, where the channel is now. Pure. */
export function findUnfit(input: UnfitInput, rules: ChosenRules): readonly GateBlock[] {
  return LASTING.flatMap((kind) => FINDERS[kind](input, rules));
}

type Finders = Readonly<Record<GateBlock['kind'], Finder>> &
  Readonly<Record<(typeof LASTING)[number], (input: UnfitInput, rules: ChosenRules) => readonly GateBlock[]>>;

const FINDERS: Finders = {
  log: ({ logTrouble }) =>
    logTrouble === undefined
      ? []
      : [lasting('log', `the log of decisions cannot be trusted: ${logTrouble} (\`saltern audit verify\` says more)`)],
  // Whatever came later would be older: the channel would stay there until that day.
  future: ({ snapshot, now }) =>
    isOfFuture(snapshot.id, now)
      ? [
          lasting(
            'future',
            `snapshot '${snapshot.id}' is of the future (it is ${formatLongTime(now.toISOString())} now): see that the clock is right; if it is, remove that snapshot and take a new one`,
          ),
        ]
      : [],
  tainted: ({ snapshot, taints = [] }) =>
    taints
      .filter(({ digest }) => digest === snapshot.digest)
      .map((taint) => {
        const what = tellTaint(taint);
        return lasting(
          'tainted',
          `its content failed after it had been promoted to ${taint.channel}, on ${formatLongTime(taint.at)}${what === '' ? '' : `: ${what}`}`,
        );
      }),
  // A taint says more.
  'rolled-back': ({ channel, snapshot, rolledBack, taints = [] }) => {
    if (rolledBack === undefined || taints.some(({ digest }) => digest === snapshot.digest)) return [];
    const { by, at, note } = rolledBack;
    return [lasting('rolled-back', `${by} took ${channel} back from it on ${formatLongTime(at)}: ${note}`)];
  },
  hold: findHeld,
  freeze: ({ freezes = [], channel, now }) =>
    freezes
      .filter((freeze) => isFrozen(freeze, channel, now))
      .map((freeze) => passing('freeze', tellFreeze(freeze), freeze.until)),
  lane: ({ lane, channel, channelAt, derivedFrom, snapshot }, rules) => {
    const isThere = channelAt?.digest === snapshot.digest;
    if (rules.lane?.isForDerived !== true || isThere) return [];
    const what = `the lane '${lane}' is for snapshots that were derived from the one where ${channel} is`;
    if (channelAt === undefined) return [lasting('lane', `${what}, and ${channel} does not exist`)];
    if (derivedFrom === channelAt.digest) return [];
    const this_ = derivedFrom === undefined ? 'was not derived' : 'was derived from another';
    return [lasting('lane', `${what} (${channelAt.id}), and '${snapshot.id}' ${this_}`)];
  },
  approval: (input, { lane }) => {
    const { approvals = 0 } = lane ?? {};
    const { names, notes } = findApprovers(input);
    if (names.length >= approvals) return [];
    const who = names.length === 0 ? '' : ` (${names.join(', ')})`;
    const what = `${names.length} of ${count(approvals, 'approval')} for the lane '${input.lane}'${who}`;
    return [passing('approval', [what, ...notes].join('; '))];
  },
  soak: ({ seenAt, now }, { soakMs = 0 }) => {
    // Clocks of two hosts differ by seconds: what need not soak does not wait for them.
    if (soakMs === 0) return [];
    const end = startOf(seenAt, now) + soakMs;
    if (end <= now.getTime()) return [];
    const age = formatAge(now.getTime() - startOf(seenAt, now));
    return [passing('soak', `it soaks: there for ${age} of ${formatAge(soakMs)}`, new Date(end).toISOString())];
  },
};

/** When the gate saw the content first, ms since the epoch; what is not known, or not to be read, is now. */
export function startOf(seenAt: string | undefined, now: Date): number {
  const time = Date.parse(seenAt ?? '');
  return Number.isNaN(time) ? now.getTime() : time;
}

/** A held package does not go when time goes by: the way on is a snapshot without it. */
function findHeld(input: GateInput): readonly GateBlock[] {
  return listHeldBack(input)
    .filter(({ packages }) => packages.length > 0)
    .map(({ name, packages, most, by, until, reason }) => {
      const limit = most === undefined ? '' : ` (${most} at most)`;
      const why = `it has ${listSome(packages, 3)}, held back by ${by}${limit} until ${formatLongTime(until)}: ${reason} (hold '${name}')`;
      return { ...lasting('hold', why), until };
    });
}

function lasting(kind: GateBlock['kind'], reason: string): GateBlock {
  return { kind, reason, isPassing: false };
}

function passing(kind: GateBlock['kind'], reason: string, until?: string): GateBlock {
  return { kind, reason, isPassing: true, ...(until === undefined ? {} : { until }) };
}
