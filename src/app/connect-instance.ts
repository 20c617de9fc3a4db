import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
import { openInstanceStates, type InstanceState } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** A way into an instance for a person. */
export interface InstanceAccess extends AsyncDisposable {
  readonly name: string;
  readonly connection: Connection;
  /**
   * What commands and shells there get: Salt's programs find the suite's configuration by it. A variable, and not a file in
   * `/etc/salt`, because formulas manage files there.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether formula, pillar and that configuration are in it: what `converge` brought. */
  readonly isConverged: boolean;
}

/**
 * The way into one created instance, found by name, glob or regular expression that matches exactly one. Throws
 * `NOT_CREATED`, `USAGE` where several match, `GUEST_GONE`.
 */
export async function connectInstance(
  services: Services,
  wanted: string,
  options: SelectOptions,
): Promise<InstanceAccess> {
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
  if ((await driver.status(handle, context)) === 'running') {
    const connection = await driver.connect(handle, context);
    return {
      name: state.name,
      connection,
      environment: { SALT_CONFIG_DIR: GUEST_CONFIG },
      isConverged: state.phases.converge !== undefined,
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  }
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
