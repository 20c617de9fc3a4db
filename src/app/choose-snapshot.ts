import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotUse } from '../contract/plan.ts';
import { locateSnapshot } from '../snapshot/locate-snapshot.ts';
import { findRoot } from './open-root.ts';
import type { Services } from './services.ts';

/**
 * The snapshot that instances are to run on: the one that was asked for, else the newest if the project has a root.
 * Undefined: the repositories of their images; a line says so if that is only because no snapshot was taken yet. Throws
 * `SNAPSHOT_SOURCE`, `SNAPSHOT_NOT_FOUND`, `SNAPSHOT_DAMAGED`.
 */
export async function chooseSnapshot(services: Services, project: Project): Promise<SnapshotUse | undefined> {
  const wanted = project.snapshot;
  if (wanted === 'none') return undefined;
  const root = await findRoot(services, project);
  if (root === undefined) {
    if (wanted === undefined) return undefined;
    throw new SalternError('SNAPSHOT_SOURCE', `There is no snapshot '${wanted}': the project names no snapshot root`, {
      hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml, or leave the snapshot out.",
    });
  }
  for (const oddity of await root.oddities()) services.tell(oddity);
  const snapshot = wanted === undefined ? await root.newest() : await root.find(wanted);
  if (snapshot !== undefined) return await locateSnapshot(root, snapshot);
  services.tell(
    `no snapshot in '${root.title}' yet: instances use the repositories of their images; take one with \`saltern snapshot create\``,
  );
  return undefined;
}
