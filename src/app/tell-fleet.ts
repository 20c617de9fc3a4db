import type { Project } from '../config/project.ts';
import type { EmitFleetEvent, Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { openStore } from '../store/index.ts';
import { openFleetReporters } from './open-reporters.ts';
import { recordDecisions } from './record-decisions.ts';
import type { Services } from './services.ts';
import { tellListeners } from './tell-listeners.ts';

export interface ToldFleet {
  readonly project: Project;
  readonly root: SnapshotRoot;
  /** Listens beside the project's history and reporters, and is closed after them. Default: nobody. */
  readonly listener?: Reporter | undefined;
}

/** What kept listeners from what they owe; what was done stands all the same. */
export interface FleetTroubles {
  readonly troubles: readonly unknown[];
}

/**
 * Does something to snapshots and channels, and tells what happens to the project's history and to those of its reporters
 * that want to know. Throws what `work` throws, once all that it told has been written.
 */
export async function tellFleet<T>(
  services: Services,
  { project, root, listener }: ToldFleet,
  work: (emit: EmitFleetEvent) => Promise<T>,
): Promise<{ readonly value: T } & FleetTroubles> {
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory), root });
  const reporters = await openFleetReporters(services, project, store);
  const history = recordDecisions(services, project);
  const listeners = tellListeners([...reporters, ...(listener ? [listener] : []), history]);
  try {
    const value = await work((event) => listeners.emitFleet({ ...event, at: services.now() }));
    return { value, troubles: await listeners.close() };
  } catch (error) {
    // What stopped the work is what its caller must know; a listener's trouble is a line beside it.
    for (const trouble of await listeners.close())
      services.tell(trouble instanceof Error ? trouble.message : String(trouble));
    throw error;
  }
}
