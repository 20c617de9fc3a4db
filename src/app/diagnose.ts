import { totalmem } from 'node:os';
import type { Project } from '../config/project.ts';
import type { Driver, DriverNeeds, Finding } from '../contract/driver.ts';
import { SalternError } from '../contract/errors.ts';
import { findWithin } from '../contract/find-within.ts';
import { findVerifier } from '../verify/index.ts';
import { checkGit } from './doctor/check-git.ts';
import { checkMemory } from './doctor/check-memory.ts';
import { checkNode } from './doctor/check-node.ts';
import { checkProject, NO_PROJECT } from './doctor/check-project.ts';
import { checkSalt } from './doctor/check-salt.ts';
import { checkSnapshots } from './doctor/check-snapshots.ts';
import { findPrograms } from './doctor/find-programs.ts';
import { hostContext } from './host-context.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { measureLimits } from './measure-limits.ts';
import { listDrivers } from './select-fleet.ts';
import type { Services } from './services.ts';

/** Of reading a project's files; and of all that a driver or a verifier looks at, which has limits of its own. Milliseconds. */
const FILES_LIMIT_MS = 4000;
const PART_LIMIT_MS = 10_000;
const SLOW_FILES = 'Look whether the drives that hold them answer.';

/**
 * What is found about this machine and about what the project needs of it and of others; outside of a project, about
 * `docker` alone. All is looked at side by side and within seconds, whatever does not answer. Throws what loading the
 * project throws.
 */
export async function diagnose(services: Services, options: ProjectOptions): Promise<readonly Finding[]> {
  const { signal, environment, nodeVersion } = services;
  const look = { signal, limitMs: FILES_LIMIT_MS };
  const loading: { project?: Project } = {};
  let refusal: unknown;
  const files = await findWithin({ ...look, title: 'Project', remedy: SLOW_FILES }, async () => {
    try {
      loading.project = await loadProjectFor(services, options);
      return await checkProject(loading.project, services.cwd);
    } catch (error) {
      if (error instanceof SalternError && error.code === 'CONFIG_NOT_FOUND') return [NO_PROJECT];
      refusal = error;
      return [];
    }
  });
  if (refusal !== undefined) throw refusal;
  const [programs, ...parts] = await Promise.all([
    findWithin({ ...look, title: 'Programs', remedy: 'Look whether the drives of the PATH answer.' }, () =>
      findPrograms(environment['PATH'] ?? '', loading.project?.snapshots?.root !== undefined),
    ),
    ...lookAt(services, loading.project),
  ]);
  return [checkNode(nodeVersion), ...programs, ...files, ...parts.flat()];
}

/** In the order of the lines. */
function lookAt(services: Services, project: Project | undefined): readonly Promise<readonly Finding[]>[] {
  const context = hostContext(services);
  const { signal } = services;
  const within = (name: string, work: () => Promise<readonly Finding[]>) =>
    findWithin({ title: name, limitMs: PART_LIMIT_MS, signal, remedy: 'Look at what it asks, and try again.' }, work);
  const drivers = (project === undefined ? ['docker'] : listDrivers(project)).map((name) =>
    within(`Driver '${name}'`, () => askDriver(services, name, project)),
  );
  if (project === undefined) return drivers;
  const verifiers = [...new Set(project.instances.flatMap(({ verify }) => verify.map(({ verifier }) => verifier)))];
  return [
    ...drivers,
    ...verifiers.map((name) =>
      within(`Verifier '${name}'`, async () => (await (await findVerifier(name).load()).doctor?.(context)) ?? []),
    ),
    checkSalt(project, context),
    checkSnapshots(services, project),
    checkGit(project, context),
  ];
}

/** The machine, what the project wants of it, and whether its memory is enough. */
async function askDriver(services: Services, name: string, project: Project | undefined): Promise<readonly Finding[]> {
  const driver = await services.driver(name);
  const context = hostContext(services);
  if (project === undefined) return await driver.doctor(context);
  const parsed = project.instances
    .filter((instance) => instance.driver.name === name)
    .map((instance) => ({ instance, result: driver.configSchema.safeParse(instance.driver.config) }));
  const fitting = parsed.flatMap(({ instance, result }) => (result.success ? [{ instance, config: result.data }] : []));
  return [
    ...(await driver.doctor(context, needsOf(fitting))),
    ...parsed.flatMap(({ instance, result }) =>
      result.success ? [] : [refused(instance.name, name, result.error.issues)],
    ),
    ...checkMemory({
      instances: fitting.map(({ instance, config }) => ({ name: instance.name, needs: driver.resources(config) })),
      limits: measureLimits(),
      total: totalmem(),
      concurrency: project.concurrency,
    }),
  ];
}

type Fitting = readonly { readonly instance: Project['instances'][number]; readonly config: unknown }[];

function needsOf(fitting: Fitting): DriverNeeds {
  const platforms = fitting.map(({ instance, config }) => ({ name: instance.platform, config }));
  const unique = new Map(platforms.map((platform) => [JSON.stringify(platform), platform]));
  return { platforms: [...unique.values()], instances: fitting.length };
}

function refused(
  instance: string,
  driver: Driver['name'],
  issues: readonly { readonly message: string; readonly path: PropertyKey[] }[],
): Finding {
  const [issue] = issues;
  const message = `the driver '${driver}' cannot use its configuration: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  return {
    title: `Instance '${instance}'`,
    outcome: 'fail',
    message,
    remedy: `See \`saltern config show ${instance}\`.`,
  };
}
