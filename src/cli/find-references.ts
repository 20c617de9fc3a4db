import type { Project } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { openInstanceStates } from '../run/instance-state.ts';
import { gatherReferences } from '../snapshot/gather-references.ts';
import type { SnapshotReference } from '../snapshot/list-references.ts';
import { openStore } from '../store/index.ts';

/** Who refers to the snapshots of a root, as far as this project knows: other projects on it have results of their own. */
export async function findReferences(
  project: Pick<Project, 'reportsDirectory'>,
  root: SnapshotRoot,
): Promise<readonly SnapshotReference[]> {
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  // A state file that cannot be read names no snapshot; `list` and `destroy` tell of it.
  const known = (await states.names()).map((name) => states.read(name).catch(() => undefined));
  const runs = (await Promise.all(known)).flatMap((state) =>
    state === undefined ? [] : [{ runId: state.runId, snapshot: state.snapshot?.id }],
  );
  await using store = await openStore('files', { folders, root });
  return gatherReferences(root, store, runs);
}

/** `10 results, 1 run with instances`: who but channels refers to a snapshot, in a few words; empty when nobody does. */
export function describeReferences(references: readonly SnapshotReference[], id: string): string {
  const of = (kind: SnapshotReference['kind']): readonly string[] =>
    references.filter((one) => one.snapshot === id && one.kind === kind).map(({ by }) => by);
  const count = (names: readonly string[], word: string, words: string): readonly string[] =>
    names.length === 0 ? [] : [`${names.length} ${names.length === 1 ? word : words}`];
  return [
    ...count(of('evidence'), 'result', 'results'),
    ...count(of('waiver'), 'waiver', 'waivers'),
    ...count(of('derived'), 'derived snapshot', 'derived snapshots'),
    ...count(of('run'), 'run with instances', 'runs with instances'),
  ].join(', ');
}
