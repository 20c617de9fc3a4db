import { projectFolders } from '../contract/project-folders.ts';
import { destroyInstance, type Doomed } from '../run/destroy-instance.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { lockInstance } from './lock-instance.ts';
import { listDrivers, selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/**
 * Removes instances, and gives the names of those that were there. Without `instances` it removes all of the project,
 * also those that its files no longer declare.
 */
export async function destroyInstances(
  services: Services,
  instances: readonly string[],
  options: SelectOptions,
): Promise<readonly string[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const planned: readonly Doomed[] = selected.map(({ name, driver }) => ({ name, drivers: [driver.name] }));
  const known = new Set(project.instances.map(({ name }) => name));
  const forgotten = instances.length > 0 ? [] : (await states.names()).filter((name) => !known.has(name));
  const drivers = listDrivers(project);
  const removed: string[] = [];
  for (const doomed of [...planned, ...forgotten.map((name) => ({ name, drivers }))]) {
    await using _lock = await lockInstance(folders.locks, doomed.name, services.signal, () =>
      services.tell(`waiting: another saltern is working on '${doomed.name}'`),
    );
    const limit = project.instances.find(({ name }) => name === doomed.name)?.timeoutsMs.destroy;
    const context = driverContext(services, project.identity, limit);
    if (await destroyInstance(doomed, { states, driver: services.driver }, context)) removed.push(doomed.name);
  }
  return removed;
}
