import { findPathTrouble } from '../config/files/find-path-trouble.ts';
import type { Project } from '../config/project.ts';
import { ConfigError, SalternError } from '../contract/errors.ts';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { openSnapshotRoot } from '../snapshot/open-snapshot-root.ts';
import { rootAudit } from './gate/root-audit.ts';
import type { Services } from './services.ts';

/** What of a project says where its snapshots are, and what references to them mean. */
type RootProject = Pick<Project, 'snapshots'> & Partial<Pick<Project, 'nightly' | 'audit'>>;

/**
 * The project's snapshot root; undefined when it names none. Throws `ConfigError` where the folder is not there: one that
 * is misspelt must not look like one without snapshots.
 */
export async function findRoot(services: Services, project: RootProject): Promise<SnapshotRoot | undefined> {
  const { root: path, place } = project.snapshots ?? {};
  if (path === undefined || place === undefined) return undefined;
  const message = await findPathTrouble({ kind: 'folder', path }, services.cwd);
  if (message !== undefined) throw new ConfigError([{ ...place, message }]);
  return openRootAt(services, path, project);
}

/** The root in a folder, whether that is there or not, as the project wants it. */
export function openRootAt(services: Services, path: string, project: RootProject): SnapshotRoot {
  const { snapshots, nightly, audit } = project;
  return openSnapshotRoot({
    path,
    url: snapshots?.url,
    goodFor: nightly?.channel,
    audit: rootAudit(services, audit),
    signal: services.signal,
  });
}

/** The same where it is needed. Throws `SNAPSHOT_SOURCE` too. */
export async function openRoot(services: Services, project: RootProject): Promise<SnapshotRoot> {
  const root = await findRoot(services, project);
  if (root !== undefined) return root;
  throw noRoot();
}

/** `SNAPSHOT_SOURCE`: the project names no root. */
export function noRoot(): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', 'The project names no snapshot root', {
    hint: "Add 'snapshots: { root: /srv/mirror, repositories: … }' to saltern.yml.",
  });
}
