import { takeLock } from '../base/lock/take-lock.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { destroyInstance } from '../run/destroy-instance.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
import { openInstanceStates, type InstanceStates } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { listDrivers } from './select-fleet.ts';
import type { Services } from './services.ts';

/**
 * Removes what a crash left behind and nothing that is in use: instances that no run has kept on purpose, and what
 * carries the project's label but has no state file. Gives the names.
 */
export async function destroyOrphans(services: Services, options: ProjectOptions): Promise<readonly string[]> {
  const project = await loadProjectFor(services, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const context = driverContext(services, project.identity);
  const drivers = listDrivers(project);
  const tryLock = (name: string) => takeLock({ directory: folders.locks, key: name });
  const sessions = openInstanceSessions(folders.sessions, folders.locks);
  const removed: string[] = [];
  for (const name of new Set([...(await states.names()), ...(await states.halfWritten())])) {
    // Held while it is judged and removed, so that nobody begins to work on it in between.
    using lock = await tryLock(name);
    if (lock === undefined) continue;
    await states.removeHalfWritten(name);
    if (await isKept(states, name)) continue;
    using door = await sessions.shutOut(name);
    if (door === undefined) continue;
    if (await destroyInstance({ name, drivers }, { states, driver: services.driver }, context)) removed.push(name);
  }
  const isInUse = async (name: string) => {
    using lock = await tryLock(name);
    using door = await sessions.shutOut(name);
    return lock === undefined || door === undefined || (await isKept(states, name));
  };
  for (const name of drivers) {
    const driver = await services.driver(name);
    removed.push(...(await driver.sweep({ keep: [], isInUse }, context)));
  }
  return [...new Set(removed)];
}

async function isKept(states: InstanceStates, name: string): Promise<boolean> {
  return (await states.read(name).catch(() => undefined))?.isKept === true;
}
