import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { openInstanceStates } from '../run/instance-state.ts';
import type { App } from './app.ts';
import { loadFleet, type FleetOptions } from './load-fleet.ts';
import { makeContext } from './make-context.ts';

/** A connection to one created instance, found by name, glob or regular expression that matches exactly one. */
export async function openInstance(app: App, options: FleetOptions, wanted: string): Promise<Connection> {
  const { project, selected } = await loadFleet(app, [wanted], { ...options, snapshot: 'none' });
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const all = await Promise.all(selected.map((plan) => states.read(plan.name)));
  const created = all.filter((state) => state?.phases.create?.outcome === 'pass');
  const [state] = created;
  if (!state) {
    throw new SalternError('NOT_CREATED', `No instance of '${wanted}' is running`, {
      hint: `Start it with \`saltern create ${wanted}\`.`,
    });
  }
  if (created.length > 1) {
    const names = created.map((one) => one?.name).join(', ');
    throw new SalternError('USAGE', `'${wanted}' matches several running instances: ${names}`, {
      hint: 'Name one of them.',
    });
  }
  const driver = await app.driver(state.driver);
  const context = makeContext(app, project);
  const handle = driver.handleSchema.parse(state.handle);
  if ((await driver.status(handle, context)) !== 'running') {
    throw new SalternError('GUEST_GONE', `The instance '${state.name}' is not running any more`, {
      hint: `\`saltern create ${state.name}\` makes it again.`,
    });
  }
  return driver.connect(handle, context);
}
