import { resolve } from 'node:path';
import { findPathTrouble } from '../../config/files/find-path-trouble.ts';
import type { Project } from '../../config/project.ts';
import { SalternError } from '../../contract/errors.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import { openSnapshotRoot } from '../../snapshot/open-snapshot-root.ts';
import { loadProjectFor, type ProjectOptions } from '../load-project-for.ts';
import { openRoot } from '../open-root.ts';
import type { Services } from '../services.ts';

export interface GateRootOptions extends ProjectOptions {
  /** Folder of the snapshot root: then no project is needed, and none is read. Default: the project's. */
  readonly root?: string;
}

/**
 * The root that is asked about. A log must be readable, and a channel stopped, where the project is broken or not at hand.
 * Throws `SNAPSHOT_SOURCE` where the folder is not there, and what loading a project throws.
 */
export async function findGateRoot(
  services: Services,
  { root: path, ...options }: GateRootOptions,
): Promise<{ readonly root: SnapshotRoot; readonly project: Project | undefined }> {
  if (path === undefined) {
    const project = await loadProjectFor(services, { ...options, isLocalRead: false });
    return { root: await openRoot(services, project), project };
  }
  const folder = resolve(services.cwd, path);
  const trouble = await findPathTrouble({ kind: 'folder', path: folder }, services.cwd);
  if (trouble !== undefined) {
    throw new SalternError('SNAPSHOT_SOURCE', `The snapshot root cannot be used: ${trouble}`, {
      hint: "Name the folder that holds 'snapshots/' and 'channels/'.",
    });
  }
  return { root: openSnapshotRoot({ path: folder, signal: services.signal }), project: undefined };
}
