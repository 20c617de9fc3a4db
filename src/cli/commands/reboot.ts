import { SalternError } from '../../contract/errors.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import { openInstanceStates } from '../../run/instance-state.ts';
import { requireReboot } from '../../run/require-reboot.ts';
import type { App, ExitCode } from '../app.ts';
import { loadFleet, type FleetOptions } from '../load-fleet.ts';
import { lockInstance } from '../lock-instance.ts';
import { makeContext } from '../make-context.ts';

/** Restarts instances that are there, and waits until they are up again. */
export async function reboot(app: App, options: FleetOptions, instances: readonly string[]): Promise<ExitCode> {
  const { project, selected } = await loadFleet(app, instances, { ...options, snapshot: 'none' });
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const restarted: string[] = [];
  for (const { name } of selected) {
    await using _lock = await lockInstance(folders.locks, name, app.signal, () =>
      app.talk(`waiting: another saltern works on ${name}\n`),
    );
    const state = await states.read(name);
    if (state?.phases.create?.outcome !== 'pass') continue;
    const driver = await app.driver(state.driver);
    requireReboot(driver, name);
    const handle = await driver.reboot(driver.handleSchema.parse(state.handle), makeContext(app, project));
    await states.write({ ...state, handle });
    restarted.push(name);
    if (!options.json) app.write(`restarted ${name}\n`);
  }
  if (restarted.length === 0) {
    throw new SalternError('NOT_CREATED', 'No instance of these is there to be restarted', {
      hint: 'Start one with `saltern create`.',
    });
  }
  if (options.json) app.write(`${JSON.stringify({ restarted }, null, 2)}\n`);
  return 0;
}
