import { isDerivedId, isTakenBefore } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import { judgeSnapshot } from '../judge-snapshot.ts';
import { openRoot } from '../open-root.ts';
import { promoteSnapshot } from '../promote-snapshot.ts';
import type { NightScene, StepEnd } from './night-scene.ts';

/** Of those that have soaked, and of those that have not: what is older than these has waited in vain for as long. */
const MOST_LOOKED_AT = 14;

/**
 * The newest is not special: where tonight's snapshot may not go (yet), the newest of those between it and the channel goes
 * that may, because it has soaked by now, or nothing stops it any more. Undefined: there is none. `found`: that one, where
 * somebody looked already; the gate is asked again before it moves. Throws what `promoteSnapshot` throws.
 */
export async function promoteEarlier(
  scene: NightScene,
  tonight: string,
  found: string | undefined,
): Promise<StepEnd | undefined> {
  const { services, options, settings, journal } = scene;
  const { channel } = settings;
  const snapshot = found ?? (await findEarlier(scene, tonight));
  if (snapshot === undefined) return undefined;
  const { promotion, troubles } = await promoteSnapshot(services, { ...options, snapshot, channel });
  if (promotion.kind !== 'promoted') return undefined;
  const was = promotion.from === undefined ? '' : ` (was ${promotion.from})`;
  return {
    outcome: troubles.length > 0 ? 'warning' : 'done',
    text: `${channel} is now at ${snapshot}${was}, an earlier one that may go now`,
    change: { channel: { ...journal.record.channel, after: snapshot } },
    troubles,
  };
}

/** Id of the newest snapshot before tonight's that the channel may move to; undefined: there is none. Throws what `judgeSnapshot` throws. */
export async function findEarlier(scene: NightScene, tonight: string): Promise<string | undefined> {
  const { services, options, project, settings, rules } = scene;
  const { channel } = settings;
  const root = await openRoot(services, project);
  const soakedSince = services.now() - (rules.soakMs ?? 0);
  const choice = { tonight, channelAt: await root.readChannel(channel), soakedSince };
  for (const snapshot of chooseEarlier(await root.list(), choice)) {
    const { decision } = await judgeSnapshot(services, { ...options, snapshot, channel });
    if (decision.decision === 'promote') return snapshot;
  }
  return undefined;
}

export interface EarlierChoice {
  /** Id of the night's snapshot. */
  readonly tonight: string;
  /** Where the channel is; undefined: nowhere. */
  readonly channelAt: string | undefined;
  /** When what was taken has soaked by now, ms since the epoch. */
  readonly soakedSince: number;
}

/**
 * Newest first; a derived snapshot comes right before its parent. A long soak leaves those that are over it, which are the
 * ones that may go, behind many that are not. Pure.
 */
export function chooseEarlier(
  newestFirst: readonly Pick<SnapshotSummary, 'id' | 'createdAt'>[],
  { tonight, channelAt, soakedSince }: EarlierChoice,
): readonly string[] {
  const isAbove = (id: string): boolean =>
    // Two that were derived from one night are as old: neither takes the place of the other by itself.
    channelAt === undefined ||
    isTakenBefore(channelAt, id) ||
    (!isDerivedId(channelAt) && id.startsWith(`${channelAt}.`));
  const all = newestFirst.filter(
    ({ id }) => id !== tonight && id !== channelAt && !isTakenBefore(tonight, id) && isAbove(id),
  );
  const soaking = all.filter(({ createdAt }) => Date.parse(createdAt) > soakedSince).slice(0, MOST_LOOKED_AT);
  const soaked = all.filter(({ createdAt }) => !(Date.parse(createdAt) > soakedSince)).slice(0, MOST_LOOKED_AT);
  const chosen = new Set([...soaking, ...soaked]);
  return all.filter((one) => chosen.has(one)).map(({ id }) => id);
}
