import { toFileName } from '../base/text/file-name.ts';
import type { Project } from '../config/project.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { findOwnKept, type OwnRun } from './find-kept-snapshots.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

/** Projects and machines are told apart: two checkouts have results of their own. */
export function referrerOf({ user }: Pick<Services, 'user'>, { identity }: Pick<Project, 'identity'>): string {
  const host = user.slice(user.lastIndexOf('@') + 1);
  return toFileName(`${identity.id}@${host}`).slice(0, 200);
}

/**
 * Leaves in the snapshot root what this project refers to, for others who prune it. `run`: one that begins or has ended.
 * Never throws: what was found out stands, and a person is told. Default: the project has no root, and nothing is left.
 */
export async function leaveReferences(services: Services, project: Project, run?: OwnRun): Promise<void> {
  try {
    const root = await findRoot(services, project);
    if (root !== undefined) await leaveIn(root, { services, project, run });
  } catch (error) {
    const why = toTrouble(error).message;
    services.tell(`whoever else prunes the snapshot root does not know what this project refers to: ${why}`);
  }
}

interface Leaving {
  readonly services: Services;
  readonly project: Project;
  readonly run?: OwnRun | undefined;
}

/** The same where it must not fail unheard. Throws what finding and writing them throws. */
export async function leaveIn(root: SnapshotRoot, { services, project, run }: Leaving): Promise<void> {
  await root.putReferences({
    version: 1,
    project: referrerOf(services, project),
    directory: project.identity.directory,
    at: new Date(services.now()).toISOString(),
    references: await findOwnKept(project, root, { cwd: services.cwd, run }),
  });
}
