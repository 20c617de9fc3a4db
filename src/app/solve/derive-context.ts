import type { Project } from '../../config/project.ts';
import type { TellStep } from '../../contract/snapshot-step.ts';
import type { SnapshotRoot } from '../../contract/snapshot.ts';
import type { DeriveContext } from '../../snapshot/derive/derive-snapshot.ts';
import type { Services } from '../services.ts';

export interface DerivePlace {
  readonly project: Project;
  /** Absolute path of the root. */
  readonly path: string;
  readonly root: SnapshotRoot;
  readonly now: Date;
  readonly progress: TellStep;
}

/** What a snapshot of the project's root is derived with. */
export function deriveContext(services: Services, { project, path, root, now, progress }: DerivePlace): DeriveContext {
  return {
    root: path,
    groups: groupMembers(project),
    now,
    by: services.user,
    environment: services.environment,
    signal: services.signal,
    progress,
    note: (note) => root.appendNote(note),
  };
}

/** Members that the machines of a platform have together. */
function groupMembers({ instances }: Project): readonly (readonly string[])[] {
  return instances.flatMap(({ repositories }) => (repositories === undefined ? [] : [repositories.members]));
}
