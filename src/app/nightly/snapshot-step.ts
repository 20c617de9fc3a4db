import { countChanges } from '../../contract/count-changes.ts';
import type { NightRecord, PackageChanges } from '../../contract/night.ts';
import type { SnapshotRoot, SnapshotSummary } from '../../contract/snapshot.ts';
import type { StaleMember } from '../../contract/stale.ts';
import { describeStale, listStale } from '../../contract/describe-stale.ts';
import { diffWithin } from '../../snapshot/diff-snapshots.ts';
import { openRoot } from '../open-root.ts';
import { takeSnapshot } from '../take-snapshot.ts';
import { holdBack } from './hold-back.ts';
import type { NightScene, StepEnd } from './night-scene.ts';

/**
 * The snapshot of the night: what the mirrors hold now, without what is held back, or the one that was asked for. `before`:
 * the last night that was judged. Throws what `takeSnapshot` throws, `SNAPSHOT_NOT_FOUND`.
 */
export async function snapshotStep(
  scene: NightScene,
  wanted: string | undefined,
  before: NightRecord | undefined,
): Promise<StepEnd> {
  const { services, project, journal } = scene;
  const root = await openRoot(services, project);
  const { stale, ...chosen } = await chooseSnapshot(scene, root, wanted);
  const held = wanted === undefined ? await holdBack(scene, { root, ...chosen, before }) : { ...chosen, ...ASKED_FOR };
  const { snapshot, isNew, holds, notes, isDoubtful } = held;
  const troubles = [...chosen.troubles, ...held.troubles];
  const changes = {
    ...changesFrom('sinceNight', await findChanges(root, before?.snapshot?.id, snapshot.id)),
    ...changesFrom('sinceChannel', await findChanges(root, journal.record.channel.before, snapshot.id)),
  };
  return {
    outcome: troubles.length > 0 || stale.length > 0 || isDoubtful ? 'warning' : 'done',
    text: [describe(snapshot.id, { isNew, wanted, changes }), ...notes, ...stale.map(describeStale)].join('; '),
    change: {
      snapshot: { id: snapshot.id, digest: snapshot.digest, isNew },
      changes,
      ...(holds.length === 0 ? {} : { holds }),
    },
    troubles,
  };
}

/** Who names a snapshot wants that one. */
const ASKED_FOR = { holds: [], notes: [], isDoubtful: false, troubles: [] } as const;

interface Chosen {
  readonly snapshot: Pick<SnapshotSummary, 'id' | 'digest'>;
  readonly isNew: boolean;
  readonly stale: readonly StaleMember[];
  readonly troubles: readonly unknown[];
}

async function chooseSnapshot(scene: NightScene, root: SnapshotRoot, wanted: string | undefined): Promise<Chosen> {
  if (wanted !== undefined) {
    const snapshot = await root.find(wanted);
    return { snapshot, isNew: false, stale: listStale(snapshot.members), troubles: [] };
  }
  const { services, options, listener } = scene;
  const { manifest, created, stale, troubles } = await takeSnapshot(services, [], {
    ...options,
    progress: listener.progress,
  });
  return { snapshot: manifest, isNew: created, stale, troubles };
}

/** Undefined: there was none, or it is gone. */
async function findChanges(
  root: SnapshotRoot,
  from: string | undefined,
  to: string,
): Promise<PackageChanges | undefined> {
  if (from === undefined) return undefined;
  if (from === to) return { from, changes: [] };
  if (!(await root.list()).some(({ id }) => id === from)) return undefined;
  return { from, changes: (await diffWithin(root, from, to)).changes };
}

function changesFrom(word: 'sinceNight' | 'sinceChannel', changes: PackageChanges | undefined) {
  return changes === undefined ? {} : { [word]: changes };
}

interface About {
  readonly isNew: boolean;
  readonly wanted: string | undefined;
  readonly changes: NonNullable<NightRecord['changes']>;
}

function describe(id: string, { isNew, wanted, changes: { sinceNight, sinceChannel } }: About): string {
  const how = wanted === undefined ? (isNew ? 'new' : 'nothing changed') : 'as asked for';
  const since = sinceNight ?? sinceChannel;
  const what = since === undefined || since.from === id ? '' : `: ${countChanges(since.changes)} since ${since.from}`;
  return `${id}, ${how}${what}`;
}
