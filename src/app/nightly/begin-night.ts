import { SalternError } from '../../contract/errors.ts';
import type { NightRecord } from '../../contract/night.ts';
import { toSnapshotId, toSnapshotTime } from '../../contract/snapshot-id.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { NightlySettings, Project } from '../../config/project.ts';
import type { NightFiles } from '../../store/files/night-files.ts';
import type { Services } from '../services.ts';
import { chooseNight, isUnfinished, type NightStart } from './choose-night.ts';

export interface BeginOptions {
  readonly project: Project;
  readonly root: SnapshotRoot;
  readonly files: Pick<NightFiles, 'ids' | 'read'>;
  readonly settings: NightlySettings;
  /** Id of the snapshot that was asked for. Default: none in particular. */
  readonly wanted: string | undefined;
  readonly isFresh: boolean;
}

/** A night as it is begun, or gone on with. */
export interface BegunNight {
  readonly record: NightRecord;
  readonly start: NightStart;
  /** The newest night before it that was judged. Default: there is none. */
  readonly before: NightRecord | undefined;
}

/** Looks what was there before, and says what is gone on with; writes nothing. */
export async function beginNight(services: Services, options: BeginOptions): Promise<BegunNight> {
  const { project, root, files, settings, wanted, isFresh } = options;
  const ids = await files.ids();
  const newest = ids[0] === undefined ? undefined : await files.read(ids[0]);
  if (ids[0] !== undefined && newest === undefined)
    services.tell(`the record of the night '${ids[0]}' cannot be read: a new night is begun`);
  const start = chooseNight({
    newest,
    isFresh,
    channel: settings.channel,
    snapshot: wanted,
    snapshots: (await root.list()).map(({ id }) => id),
    now: services.now(),
    maxAgeMs: settings.maxAgeMs,
  });
  const before = await findJudged(files, start.kind === 'on' ? ids.slice(1) : ids);
  if (start.kind === 'on') {
    const { end: _, ...record } = start.night;
    return { record, start, before };
  }
  const now = services.now();
  const at = await root.readChannel(settings.channel);
  const record: NightRecord = {
    version: 1,
    night: nextId(ids[0], now),
    project: project.identity.name,
    startedAt: new Date(now).toISOString(),
    channel: { name: settings.channel, before: at, after: at },
    steps: [],
    tally: { instances: 0, pass: 0, fail: 0, error: 0, flaky: 0, attempts: 0, reused: 0 },
    reason: '',
    runs: [],
    instances: [],
    told: [],
  };
  return { record, start, before };
}

/** The newest that came to a decision. */
async function findJudged(files: Pick<NightFiles, 'read'>, ids: readonly string[]): Promise<NightRecord | undefined> {
  for (const id of ids) {
    const night = await files.read(id);
    if (night?.judged !== undefined && !isUnfinished(night)) return night;
  }
  return undefined;
}

/** Ids only grow, whatever the clock says: the newest night is the one with the last id. */
function nextId(newest: string | undefined, now: number): string {
  const id = toSnapshotId(new Date(now));
  if (newest === undefined || newest < id) return id;
  const after = Date.parse(toSnapshotTime(newest)) + 1000;
  if (Number.isNaN(after)) throw new SalternError('INTERNAL', `The night '${newest}' has no time for its name`);
  return toSnapshotId(new Date(after));
}
