import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders, type ProjectFolders } from '../contract/project-folders.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
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
  const folders = projectFolders(project.reportsDirectory);
  const states = openInstanceStates(folders.instances);
  const readCreated = async (name: string): Promise<InstanceState | undefined> => {
    const state = await states.read(name);
    return state?.phases.create?.outcome === 'pass' ? state : undefined;
  };
  const { name } = onlyOne(await Promise.all(selected.map((one) => readCreated(one.name))), wanted);
  await using entered = new AsyncDisposableStack();
  entered.use(await enterInstance(services, folders, name));
  // It may have been made anew while we waited for who did that.
  const state = (await readCreated(name)) ?? notCreated(name);
  const driver = await services.driver(state.driver);
  const context = driverContext(services, project.identity);
  const handle = driver.handleSchema.parse(state.handle);
  if ((await driver.status(handle, context)) === 'running') {
    const connection = entered.use(await driver.connect(handle, context));
    const held = entered.move();
    return {
      name,
      connection,
      environment: { SALT_CONFIG_DIR: GUEST_CONFIG },
      isConverged: state.phases.converge !== undefined,
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    };
  }
  throw new SalternError('GUEST_GONE', `The instance '${name}' is not running any more`, {
    hint: `Make it anew with \`saltern create ${name}\`.`,
  });
}

/** Nobody takes it away while this is held, and it is known who is in it. */
function enterInstance(
  services: Services,
  { sessions, locks }: ProjectFolders,
  name: string,
): Promise<AsyncDisposable> {
  const session = { user: services.user, pid: process.pid, since: new Date(services.now()).toISOString() };
  return openInstanceSessions(sessions, locks).enter(name, session, {
    signal: services.signal,
    onWait: () => services.tell(`waiting: '${name}' is being removed`),
  });
}

function notCreated(wanted: string): never {
  throw new SalternError('NOT_CREATED', `No instance of '${wanted}' is running`, {
    hint: `Start it with \`saltern create ${wanted}\`.`,
  });
}

function onlyOne(created: readonly (InstanceState | undefined)[], wanted: string): InstanceState {
  const [state = notCreated(wanted), other] = created.filter((one) => one !== undefined);
  if (other === undefined) return state;
  const names = created.map((one) => one?.name).join(', ');
  throw new SalternError('USAGE', `'${wanted}' matches several running instances: ${names}`, {
    hint: 'Name one of them.',
  });
}
