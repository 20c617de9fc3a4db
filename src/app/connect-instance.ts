import type { Project, ProjectInstance } from '../config/project.ts';
import type { Connection } from '../contract/connection.ts';
import { SalternError } from '../contract/errors.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { isPattern } from '../plan/select-instances.ts';
import { GUEST_CONFIG } from '../provision/guest-paths.ts';
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
  const states = openInstanceStates(projectFolders(project.reportsDirectory).instances);
  const all = await Promise.all(
    selected.map(async (instance) => ({ project, instance, state: await states.read(instance.name) })),
  );
  const [first, ...others] = all.flatMap(({ state, ...one }) =>
    state?.phases.create?.outcome === 'pass' ? [{ ...one, state }] : [],
  );
  if (first === undefined) {
    const [only, more] = selected;
    const guess = more === undefined && only ? only.name : 'NAME';
    throw new SalternError('NOT_CREATED', `No instance of '${wanted}' is running`, {
      hint: `Start it with \`saltern create ${isPattern(wanted) ? wanted : guess}\`.`,
    });
  }
  if (others.length > 0 && !isPattern(wanted)) throw several(wanted, [first, ...others]);
  return [first, ...others];
}

/** The way into an instance. Throws `GUEST_GONE`, and what its driver throws. */
export async function openAccess(services: Services, created: CreatedInstance): Promise<InstanceAccess> {
  const { project, state } = created;
  const driver = await services.driver(state.driver);
  const context = driverContext(services, project.identity);
  const handle = driver.handleSchema.parse(state.handle);
  if ((await driver.status(handle, context)) === 'running') {
    const connection = await driver.connect(handle, context);
    return {
      ...created,
      name: state.name,
      connection,
      environment: { SALT_CONFIG_DIR: GUEST_CONFIG },
      [Symbol.asyncDispose]: () => connection[Symbol.asyncDispose](),
    };
  }
  throw new SalternError('GUEST_GONE', `The instance '${state.name}' is not running any more`, {
    hint: `Make it again with \`saltern create ${state.name}\`.`,
  });
}

function several(wanted: string, created: readonly CreatedInstance[]): SalternError {
  const names = created.map(({ state }) => state.name).join(', ');
  return new SalternError('USAGE', `'${wanted}' matches several running instances: ${names}`, {
    hint: 'Name one of them.',
  });
}
