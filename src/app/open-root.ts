import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { openSnapshotRoot } from '../snapshot/open-snapshot-root.ts';
import type { Services } from './services.ts';

/** The project's snapshot root; undefined when it names none. */
export function findRoot({ signal }: Services, { snapshots }: Pick<Project, 'snapshots'>): SnapshotRoot | undefined {
  const { root, url } = snapshots ?? {};
  return root === undefined ? undefined : openSnapshotRoot({ path: root, url, signal });
}

/** The project's snapshot root, for what cannot do without. Throws `SNAPSHOT_SOURCE`. */
export function openRoot(services: Services, project: Pick<Project, 'snapshots'>): SnapshotRoot {
  const root = findRoot(services, project);
  if (root !== undefined) return root;
  throw noRoot();
}

/** `SNAPSHOT_SOURCE`: the project names no root. */
export function noRoot(): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', 'The project names no snapshot root', {
    hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml.",
  });
}
