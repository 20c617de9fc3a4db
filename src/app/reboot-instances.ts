import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { requireReboot } from '../run/bind/require-reboot.ts';
import { findPace } from '../run/bind/find-pace.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { driverContext, hostContext } from './host-context.ts';
import { lockInstance } from './lock-instance.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/**
 * Restarts those instances that were created, and waits until they are up again; gives their names. Throws
 * `NOT_CREATED` when none was, `USAGE` when a driver cannot reboot, `BOOT_FAILED`.
 */
export async function rebootInstances(
  services: Services,
  instances: readonly string[],
  options: SelectOptions,
): Promise<readonly string[]> {
  const { project, selected } = await selectFleet(services, instances, options);
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const restarted: string[] = [];
  for (const { name, driver: planned, timeoutsMs } of selected) {
    await using _lock = await lockInstance(folders.locks, name, services.signal, () =>
      services.tell(`waiting: another saltern is working on '${name}'`),
    );
    const state = await states.read(name);
    if (state?.phases.create?.outcome !== 'pass') continue;
    const driver = await services.driver(state.driver);
    requireReboot(driver, name);
    const pace =
      planned.name === driver.name ? await findPace(driver, planned.config, hostContext(services)) : undefined;
    const context = driverContext(services, project.identity, timeoutsMs.reboot * (pace?.factor ?? 1));
    services.tell(`restarting '${name}'`);
    const handle = await driver.reboot(driver.handleSchema.parse(state.handle), context);
    await states.write({ ...state, handle });
    restarted.push(name);
  }
  if (restarted.length > 0) return restarted;
  throw new SalternError('NOT_CREATED', 'None of these instances was created, so none can be restarted', {
    hint: 'Start one with `saltern create`.',
  });
}
