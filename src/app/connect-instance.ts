import type { Project, ProjectInstance } from '../config/project.ts';
import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { isPattern } from '../plan/select-instances.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
import { openInstanceStates, type InstanceState } from '../run/instance/instance-state.ts';
import { driverContext } from './host-context.ts';
import { selectFleet, type SelectOptions } from './select-fleet.ts';
import type { Services } from './services.ts';

/** One instance that was created. */
export interface CreatedInstance {
  readonly project: Project;
  readonly instance: ProjectInstance;
  readonly state: InstanceState;
}

/** A way into an instance for a person. */
export interface InstanceAccess extends CreatedInstance, AsyncDisposable {
  readonly name: string;
  readonly connection: Connection;
  /**
   * What commands and shells there get: Salt's programs find the suite's configuration by it. A variable, and not a file in
   * `/etc/salt`, because formulas manage files there.
   */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The way into one created instance, found by name, part of a name, glob or regular expression that matches exactly one.
 * Throws `NOT_CREATED`, `USAGE` where several match, `GUEST_GONE`.
 */
export async function connectInstance(
  services: Services,
  wanted: string,
  options: SelectOptions,
): Promise<InstanceAccess> {
  const [created, ...others] = await findCreated(services, wanted, options);
  if (others.length > 0) throw several(wanted, [created, ...others]);
  return await openAccess(services, created);
}

/**
 * Those created instances that one argument means: several only where it is a glob or a regular expression, for a part of
 * a name is a guess. Throws `NOT_CREATED`, `USAGE`.
 */
export async function findCreated(
  services: Services,
  wanted: string,
  options: SelectOptions,
): Promise<readonly [CreatedInstance, ...CreatedInstance[]]> {
  const { project, selected } = await selectFleet(services, [wanted], { ...options, parts: 'all' });
  const all = await Promise.all(
    selected.map(async (instance) => ({ project, instance, state: await readCreated(project, instance.name) })),
  );
  const [first, ...others] = all.flatMap(({ state, ...one }) => (state === undefined ? [] : [{ ...one, state }]));
  if (first === undefined) {
    const [only, more] = selected;
    throw notCreated(wanted, isPattern(wanted) ? wanted : more === undefined && only ? only.name : 'NAME');
  }
  if (others.length > 0 && !isPattern(wanted)) throw several(wanted, [first, ...others]);
  return [first, ...others];
}

/**
 * The way into an instance; as long as it is held, nobody takes the instance away, and others know who is in it. Throws
 * `GUEST_GONE`, `NOT_CREATED`, and what its driver throws.
 */
export async function openAccess(services: Services, created: CreatedInstance): Promise<InstanceAccess> {
  const { project } = created;
  const { name } = created.instance;
  await using entered = new AsyncDisposableStack();
  entered.use(await enterInstance(services, project, name));
  // It may have been made anew while we waited for who did that.
  const state = await readCreated(project, name);
  if (state === undefined) throw notCreated(name, name);
  const driver = await services.driver(state.driver);
  const context = driverContext(services, project.identity);
  const handle = driver.handleSchema.parse(state.handle);
  if ((await driver.status(handle, context)) === 'running') {
    const connection = entered.use(await driver.connect(handle, context));
    const held = entered.move();
    return {
      ...created,
      state,
      name,
      connection,
      environment: { SALT_CONFIG_DIR: GUEST_CONFIG },
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    };
  }
  throw new SalternError('GUEST_GONE', `The instance '${name}' is not running any more`, {
    hint: `Make it anew with \`saltern create ${name}\`.`,
  });
}

async function readCreated(project: Project, name: string): Promise<InstanceState | undefined> {
  const state = await openInstanceStates(projectFolders(project.reportsDirectory).instances).read(name);
  return state?.phases.create?.outcome === 'pass' ? state : undefined;
}

/** Nobody takes it away while this is held, and it is known who is in it. */
function enterInstance(services: Services, project: Project, name: string): Promise<AsyncDisposable> {
  const { sessions, locks } = projectFolders(project.reportsDirectory);
  const session = { user: services.user, pid: process.pid, since: new Date(services.now()).toISOString() };
  return openInstanceSessions(sessions, locks).enter(name, session, {
    signal: services.signal,
    onWait: () => services.tell(`waiting: '${name}' is being removed`),
  });
}

function notCreated(wanted: string, toCreate: string): SalternError {
  return new SalternError('NOT_CREATED', `No instance of '${wanted}' is running`, {
    hint: `Start it with \`saltern create ${toCreate}\`.`,
  });
}

function several(wanted: string, created: readonly CreatedInstance[]): SalternError {
  const names = created.map(({ state }) => state.name).join(', ');
  return new SalternError('USAGE', `'${wanted}' matches several running instances: ${names}`, {
    hint: 'Name one of them.',
  });
}
