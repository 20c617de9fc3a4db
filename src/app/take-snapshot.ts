import type { TellStep } from '../contract/snapshot-step.ts';
import type { SnapshotManifest } from '../contract/snapshot.ts';
import { createSnapshot } from '../snapshot/create-snapshot.ts';
import { openSource } from '../snapshot/sources/index.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { noRoot } from './open-root.ts';
import type { Services } from './services.ts';

export interface TakeOptions extends ProjectOptions {
  /** Told how far it is. */
  readonly progress: TellStep;
}

export interface TakenSnapshot {
  readonly manifest: SnapshotManifest;
  /** False when nothing changed since that one. */
  readonly created: boolean;
}

/** Takes what the project's source offers as it stands, all of it or the named members. Throws `SNAPSHOT_SOURCE`, `BUSY`, `NO_SPACE`. */
export async function takeSnapshot(
  services: Services,
  members: readonly string[],
  options: TakeOptions,
): Promise<TakenSnapshot> {
  const project = await loadProjectFor(services, options);
  const { root, source } = project.snapshots ?? {};
  if (root === undefined || source === undefined) throw noRoot();
  return await createSnapshot({
    root,
    source: await openSource(source, { root }),
    ...(members.length > 0 ? { members } : {}),
    now: new Date(services.now()),
    signal: services.signal,
    progress: options.progress,
  });
}
