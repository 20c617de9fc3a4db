import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotUse } from '../contract/model.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { locateSnapshot } from '../snapshot/locate-snapshot.ts';
import { openSnapshotRoot } from '../snapshot/open-snapshot-root.ts';
import type { App } from './app.ts';

/**
 * The snapshot that instances shall run on: the one that was asked for, else the newest where the project has a root.
 * Undefined: what their images are set up for; where that is only because nothing was taken yet, it is said.
 */
export async function chooseSnapshot(app: App, project: Project): Promise<SnapshotUse | undefined> {
  const wanted = project.snapshot;
  if (wanted === 'none') return undefined;
  const root = openRoot(app, project);
  if (root === undefined) {
    if (wanted === undefined) return undefined;
    throw new SalternError('SNAPSHOT_SOURCE', `There is no snapshot '${wanted}': the project names no snapshot root`, {
      hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml, or leave the snapshot out.",
    });
  }
  const snapshot = wanted === undefined ? await root.newest() : await root.find(wanted);
  if (snapshot !== undefined) return locateSnapshot(root, snapshot);
  app.talk(
    `no snapshot in '${root.title}' yet: instances use what their images are set up for; take one with saltern snapshot create\n`,
  );
  return undefined;
}

/** The project's snapshot root; undefined when it names none. */
export function openRoot(app: App, { snapshots }: Pick<Project, 'snapshots'>): SnapshotRoot | undefined {
  const { root, url } = snapshots ?? {};
  return root === undefined ? undefined : openSnapshotRoot({ path: root, url, signal: app.signal });
}
