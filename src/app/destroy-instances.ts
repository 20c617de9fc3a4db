import { projectFolders } from '../contract/project-folders.ts';
import type { Project, ProjectInstance } from '../config/project.ts';
import { destroyInstance } from '../run/destroy-instance.ts';
import { inUse } from '../run/instance/in-use.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
import { openInstanceStates, type InstanceStates } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { lockInstance } from './lock-instance.ts';
import { listDrivers, selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';
import { withinPhase } from './within-phase.ts';

export interface DestroyedInstances {
  /** Those that were there. */
  readonly removed: readonly string[];
  /** Those that could not be removed, and what stood in the way; the others are gone all the same. */
  readonly troubles: readonly { readonly name: string; readonly error: unknown }[];
}

export interface DestroyOptions extends SelectOptions {
  /** Remove also what somebody is in. Default false. */
  readonly force?: boolean;
}

/**
 * Removes instances, one after the other; one that somebody is in stays, and is among the troubles. Without `instances`
 * and `failed` all of the project, those that its files no longer know included. Throws the signal's reason.
 */
export async function destroyInstances(
  services: Services,
  instances: readonly string[],
  options: DestroyOptions,
): Promise<DestroyedInstances> {
  // By a part of a name one finds, but does not destroy: a name that was added since would make it another instance.
  const { project, selected } = await selectFleet(services, instances, { ...options, parts: 'none' });
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const sessions = openInstanceSessions(folders.sessions, folders.locks);
  const known = new Map(project.instances.map((instance) => [instance.name, instance]));
  const isAll = instances.length === 0 && options.failed !== true;
  const forgotten = !isAll ? [] : (await states.names()).filter((name) => !known.has(name));
  const removed: string[] = [];
  const troubles: { readonly name: string; readonly error: unknown }[] = [];
  for (const name of [...selected.map((instance) => instance.name), ...forgotten]) {
    try {
      await using _lock = await lockInstance(folders.locks, name, services.signal, () =>
        services.tell(`waiting: another saltern is working on '${name}'`),
      );
      // Held while it is removed: whoever comes now waits, and finds that it is gone.
      using door = await sessions.shutOut(name);
      if (door === undefined && options.force !== true) throw await inUse(wouldBeRemoved(name), sessions);
      const instance = known.get(name);
      const isThere = await (instance
        ? destroyPlanned(services, { project, states, instance })
        : destroyForgotten(services, { project, states, name }));
      if (isThere) removed.push(name);
    } catch (error) {
      services.signal.throwIfAborted();
      troubles.push({ name, error });
    }
  }
  return { removed, troubles };
}

function wouldBeRemoved(name: string) {
  return { name, wish: 'it would be removed', way: '--force' };
}

interface Place {
  readonly project: Project;
  readonly states: InstanceStates;
}

async function destroyPlanned(
  services: Services,
  { project, states, instance }: Place & { readonly instance: ProjectInstance },
): Promise<boolean> {
  const driver = await services.driver(instance.driver.name);
  const doomed = { name: instance.name, drivers: [driver.name] };
  return await withinPhase(services, { project: project.identity, instance, driver, phase: 'destroy' }, (context) =>
    destroyInstance(doomed, { states, driver: services.driver }, context),
  );
}

async function destroyForgotten(
  services: Services,
  { project, states, name }: Place & { readonly name: string },
): Promise<boolean> {
  const doomed = { name, drivers: listDrivers(project) };
  return await destroyInstance(doomed, { states, driver: services.driver }, driverContext(services, project.identity));
}
