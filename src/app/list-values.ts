import type { Project } from '../config/project.ts';
import { readFolder } from '../base/files/read-folder.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';

/** What can be named on a command line. `running`: instances that were created. */
export type ValueKind = 'instances' | 'running' | 'tags' | 'snapshots' | 'channels' | 'drivers' | 'members' | 'runs';

/** All values of a kind that the project has now. Throws what loading the project throws. */
export async function listValues(
  services: Services,
  kind: ValueKind,
  options: ProjectOptions,
): Promise<readonly string[]> {
  if (kind === 'drivers') return services.driverNames;
  const project = await loadProjectFor(services, options);
  const folders = projectFolders(project.reportsDirectory);
  switch (kind) {
    case 'instances':
      return project.instances.map(({ name }) => name);
    case 'running':
      return await openInstanceStates(folders.instances).names();
    case 'tags':
      return [...new Set(project.instances.flatMap(({ tags }) => tags))];
    case 'runs':
      return (await readFolder(folders.runs)).toReversed();
    case 'members':
      return [...new Set(project.instances.flatMap(({ repositories }) => repositories?.members ?? []))];
    case 'snapshots':
      return [
        'latest',
        'last-good',
        'none',
        ...(await listOfRoot(services, project, 'channels')),
        ...(await listOfRoot(services, project, 'ids')),
      ];
    case 'channels':
      return await listOfRoot(services, project, 'channels');
    default:
      return kind satisfies never;
  }
}

async function listOfRoot(services: Services, project: Project, what: 'ids' | 'channels'): Promise<readonly string[]> {
  const { findRoot } = await import('./open-root.ts');
  const root = await findRoot(services, project);
  if (root === undefined) return [];
  return what === 'ids' ? (await root.list()).map(({ id }) => id) : Object.keys(await root.channels());
}
