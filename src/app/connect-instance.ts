import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { openInstanceStates, type InstanceState } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/**
 * A connection to one created instance, found by name, glob or regular expression that matches exactly one. Throws
 * `NOT_CREATED`, `USAGE` where several match, `GUEST_GONE`.
 */
export async function connectInstance(services: Services, wanted: string, options: SelectOptions): Promise<Connection> {
  const { project, selected } = await selectFleet(services, [wanted], options);
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const all = await Promise.all(selected.map(({ name }) => states.read(name)));
  const state = onlyOne(
    all.filter((one) => one !== undefined && one.phases.create?.outcome === 'pass'),
    wanted,
  );
  const driver = await services.driver(state.driver);
  const context = driverContext(services, project.identity);
  const handle = driver.handleSchema.parse(state.handle);
  if ((await driver.status(handle, context)) === 'running') return await driver.connect(handle, context);
  throw new SalternError('GUEST_GONE', `The instance '${state.name}' is not running any more`, {
    hint: `Make it again with \`saltern create ${state.name}\`.`,
  });
}

function onlyOne(created: readonly (InstanceState | undefined)[], wanted: string): InstanceState {
  const [state, other] = created;
  if (state === undefined) {
    throw new SalternError('NOT_CREATED', `No instance of '${wanted}' is running`, {
      hint: `Start it with \`saltern create ${wanted}\`.`,
    });
  }
  if (other === undefined) return state;
  const names = created.map((one) => one?.name).join(', ');
  throw new SalternError('USAGE', `'${wanted}' matches several running instances: ${names}`, {
    hint: 'Name one of them.',
  });
}
