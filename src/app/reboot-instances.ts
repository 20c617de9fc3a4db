import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { requireReboot } from '../run/bind/require-reboot.ts';
import { inUse } from '../run/instance/in-use.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { lockInstance } from './lock-instance.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';
import { withinPhase } from './within-phase.ts';

export interface RebootOptions extends SelectOptions {
  /** Restart also what somebody is in. Default false. */
  readonly force?: boolean;
}

/**
 * Restarts those instances that are there, and waits until they are up again; gives their names. Throws `NOT_CREATED` where
 * none is, `IN_USE` before any is restarted where somebody is in one, `USAGE` where a driver cannot, `TIMEOUT`,
 * `BOOT_FAILED`.
 */
export async function rebootInstances(
  services: Services,
  instances: readonly string[],
  options: RebootOptions,
): Promise<readonly string[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const sessions = openInstanceSessions(folders.sessions, folders.locks);
  // Held until the end: nobody goes in while it is restarted.
  using doors = new DisposableStack();
  for (const { name } of options.force === true ? [] : selected) {
    const door = await sessions.shutOut(name);
    if (door === undefined) throw await inUse({ name, wish: 'it would be restarted', way: '--force' }, sessions);
    doors.use(door);
  }
  const restarted: string[] = [];
  for (const instance of selected) {
    const { name } = instance;
    await using _lock = await lockInstance(folders.locks, name, services.signal, () =>
      services.tell(`waiting: another saltern is working on '${name}'`),
    );
    const state = await states.read(name);
    if (state?.phases.create?.outcome !== 'pass') continue;
    const driver = await services.driver(state.driver);
    requireReboot(driver, name);
    services.tell(`restarting '${name}'`);
    const handle = await withinPhase(
      services,
      { project: project.identity, instance, driver, phase: 'reboot' },
      (context) => driver.reboot(driver.handleSchema.parse(state.handle), context),
    );
    await states.write({ ...state, handle });
    restarted.push(name);
  }
  if (restarted.length > 0) return restarted;
  throw new SalternError('NOT_CREATED', 'None of these instances was created, so none can be restarted', {
    hint: 'Start one with `saltern create`.',
  });
}
