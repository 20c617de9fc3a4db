import { isDerivedId, isTakenBefore } from '../../contract/snapshot-id.ts';
import { judgeSnapshot } from '../judge-snapshot.ts';
import { openRoot } from '../open-root.ts';
import { promoteSnapshot } from '../promote-snapshot.ts';
import type { NightScene, StepEnd } from './night-scene.ts';

/** More than these have waited for so long that their results are old. */
const MOST_LOOKED_AT = 14;

/**
 * The newest is not special: where tonight's snapshot may not go (yet), the newest of those between it and the channel goes
 * that may, because it has soaked by now, or nothing stops it any more. Undefined: there is none. Throws what
 * `promoteSnapshot` throws.
 */
export async function promoteEarlier(scene: NightScene, tonight: string): Promise<StepEnd | undefined> {
  const { services, options, settings, journal } = scene;
  const { channel } = settings;
  const snapshot = await findEarlier(scene, tonight);
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
  const { services, options, project, settings } = scene;
  const { channel } = settings;
  const root = await openRoot(services, project);
  const all = (await root.list()).map(({ id }) => id);
  for (const snapshot of chooseEarlier(all, tonight, await root.readChannel(channel))) {
    const { decision } = await judgeSnapshot(services, { ...options, snapshot, channel });
    if (decision.decision === 'promote') return snapshot;
  }
  return undefined;
}

/** Newest first; a derived snapshot comes right before its parent. Pure. */
export function chooseEarlier(
  newestFirst: readonly string[],
  tonight: string,
  channelAt: string | undefined,
): readonly string[] {
  const isAbove = (id: string): boolean =>
    // Two that were derived from one night are as old: neither takes the place of the other by itself.
    channelAt === undefined ||
    isTakenBefore(channelAt, id) ||
    (!isDerivedId(channelAt) && id.startsWith(`${channelAt}.`));
  return newestFirst
    .filter((id) => id !== tonight && id !== channelAt && !isTakenBefore(tonight, id) && isAbove(id))
    .slice(0, MOST_LOOKED_AT);
}
