import type { Project } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import type { SnapshotReference } from '../contract/snapshot-references.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { gatherReferences } from '../snapshot/prune/gather-references.ts';
import { openStore } from '../store/index.ts';

/** What refers to the snapshots of a root, as far as this project knows: others on it have results of their own. */
export async function findReferences(
  project: Pick<Project, 'reportsDirectory'>,
  root: SnapshotRoot,
): Promise<readonly SnapshotReference[]> {
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  // A state file that cannot be read names no snapshot; `list` and `destroy` report it.
  const known = (await states.names()).map((name) => states.read(name).catch(() => undefined));
  const runs = (await Promise.all(known)).flatMap((state) =>
    state === undefined ? [] : [{ runId: state.runId, snapshot: state.snapshot?.id }],
  );
  await using store = await openStore('files', { folders, root });
  return gatherReferences(root, store, runs);
}
