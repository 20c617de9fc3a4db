import type { Reporter } from '../contract/events.ts';
import type { TellStep } from '../contract/snapshot-step.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotManifest, SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';
import type { StaleMember } from '../contract/stale.ts';
import { createSnapshot } from '../snapshot/create-snapshot.ts';
import { openSource } from '../snapshot/sources/index.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { noRoot, openRootAt } from './open-root.ts';
import type { Services } from './services.ts';
import { tellFleet, type FleetTroubles } from './tell-fleet.ts';

export interface TakeOptions extends ProjectOptions {
  /** Called with each step, to show how far it is. */
  readonly progress: TellStep;
  /** Told of the new snapshot, beside what the project has for that. Default: nobody. */
  readonly listener?: Reporter;
}

export interface TakenSnapshot {
  readonly manifest: SnapshotManifest;
  /** False when nothing changed: `manifest` is that of the newest snapshot. */
  readonly created: boolean;
  /** Members that could not be taken now. */
  readonly stale: readonly StaleMember[];
}

/** Takes what the project's source offers as it stands, all of it or the named members. Throws `SNAPSHOT_SOURCE`, `BUSY`, `NO_SPACE`. */
export async function takeSnapshot(
  services: Services,
  members: readonly string[],
  { progress, listener, ...options }: TakeOptions,
): Promise<TakenSnapshot & FleetTroubles> {
  const project = await loadProjectFor(services, options);
  const { root: path, source: from, stale } = project.snapshots ?? {};
  if (path === undefined || from === undefined) throw noRoot();
  const { signal } = services;
  const source = await openSource(from, { root: path, environment: services.environment });
  const now = new Date(services.now());
  const root = openRootAt(services, path, project);
  const noted = { version: 1, at: now.toISOString(), by: services.user, action: 'take', reason: '' } as const;
  for (const oddity of await root.oddities()) services.tell(oddity);
  const before = members.length === 0 ? await findBefore(root) : undefined;
  const { value, troubles } = await tellFleet(services, { project, root, listener }, (emit) =>
    createSnapshot({
      root: path,
      source,
      ...(members.length > 0 ? { members } : {}),
      now,
      signal,
      progress,
      note: ({ id, digest }) => root.appendNote({ ...noted, snapshot: { id, digest } }),
      ...(stale === undefined ? {} : { stale }),
      emit,
    }),
  );
  if (value.created) tellGone(services, { before, after: value.manifest, title: source.title });
  return { ...value, troubles };
}

/** A damaged one is compared with nothing: it is told elsewhere. */
function findBefore(root: SnapshotRoot): Promise<SnapshotSummary | undefined> {
  return root.newest().catch((error: unknown) => {
    if (error instanceof SalternError && error.code === 'SNAPSHOT_DAMAGED') return undefined;
    throw error;
  });
}

interface Taking {
  readonly before: SnapshotSummary | undefined;
  readonly after: SnapshotManifest;
  readonly title: string;
}

/** A repository that its source does not offer any more may have been given up, or a drive is not there. */
function tellGone(services: Services, { before, after, title }: Taking): void {
  const there = new Set(after.members.map(({ name }) => name));
  for (const { name } of before?.members ?? [])
    if (!there.has(name)) services.tell(`'${title}' has no '${name}' any more: the new snapshot is without it`);
}
