import { withLock } from '../../base/lock/with-lock.ts';
import type { Project, ProjectInstance } from '../../config/project.ts';
import type { DriverContext } from '../../contract/context.ts';
import type { Driver } from '../../contract/driver.ts';
import { SalternError } from '../../contract/errors.ts';
import type { Phase } from '../../contract/phases.ts';
import type { InstancePlan, SnapshotUse } from '../../contract/plan.ts';
import { projectFolders } from '../../contract/project-folders.ts';
import { saltProvisioner } from '../../provision/salt-provisioner.ts';
import { bindInstances, type BoundInstance } from '../../run/bind/bind-instances.ts';
import { withinLimit } from '../../run/phases/within-limit.ts';
import { askGuest } from '../../snapshot/solve/ask-guest.ts';
import type { Solved, SolvedGroup } from '../../snapshot/solve/solver.ts';
import { driverContext, hostContext } from '../host-context.ts';
import { makeRunId } from '../make-run-id.ts';
import type { Services } from '../services.ts';

/** Where packages are tried. */
export interface SolvingImage {
  readonly project: Project;
  /** One that has the image. */
  readonly instance: ProjectInstance;
  /** All members of the snapshot on which the image is made. */
  readonly snapshot: SnapshotUse;
  /** Whether somebody asked for it, however long it takes. */
  readonly isWanted: boolean;
}

/** Nobody who did not ask for it waits longer than this for an image. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Asks the dnf of a platform's prepared image, in an instance that is there only for that. Whatever happens, the instance is
 * gone in the end; after a kill, the next call and `destroy --orphans` find it. Throws what stands in the way.
 */
export async function solveInImage(services: Services, image: SolvingImage, group: SolvedGroup): Promise<Solved> {
  const { project, instance, isWanted } = image;
  const [bound] = await bindInstances([planSolver(image)], {
    driver: services.driver,
    verifier: () => Promise.reject(new SalternError('INTERNAL', 'a solver has no checks')),
    goal: 'create',
    context: hostContext(services),
  });
  if (bound === undefined) throw new SalternError('INTERNAL', 'a plan was not bound');
  if (bound.pace.factor > 1 && !isWanted)
    throw new SalternError('PROGRAM_MISSING', `machines are slow here (${bound.pace.reason})`);
  services.tell(`asking dnf in ${instance.platform}`);
  const lock = { directory: projectFolders(project.reportsDirectory).locks, key: bound.plan.name };
  return await withLock(lock, () => solveBound(services, image, bound, group), {
    signal: services.signal,
    onWait: () => services.tell(`waiting: another saltern asks dnf in ${instance.platform}`),
  });
}

/** What has the image and nothing else: neither checks nor anything of a formula. */
function planSolver({ instance, snapshot }: SolvingImage): InstancePlan {
  const { repositories, settings: _settings, trees: _trees, ...plan } = instance;
  const members = repositories?.members ?? [];
  return {
    ...plan,
    name: `saltern-solver-${instance.platform}`,
    verify: [],
    trees: [],
    hooks: [],
    steps: [],
    snapshot: {
      ...snapshot,
      repositories: members.flatMap((member) => snapshot.repositories.filter(({ name }) => name === member)),
    },
  };
}

async function solveBound(
  services: Services,
  { project, instance, isWanted }: SolvingImage,
  { driver, plan, config }: BoundInstance,
  group: SolvedGroup,
): Promise<Solved> {
  const { name, timeoutsMs } = plan;
  const runId = makeRunId(services.now());
  const within = <T>(phase: Phase, timeoutMs: number, work: (context: DriverContext) => Promise<T>): Promise<T> =>
    withinLimit({ name, phase, timeoutMs, signal: services.signal }, (signal) =>
      work({ ...driverContext({ ...services, signal }, project.identity, timeoutMs), runId }),
    );
  const patienceMs = isWanted ? timeoutsMs.prepare : Math.min(timeoutsMs.prepare, PATIENCE_MS);
  const prepared = await within('prepare', patienceMs, async (context) => {
    const stages = await saltProvisioner.stages(plan, { ...context, snapshotUrl: driver.snapshotUrl });
    return await driver.prepare(plan, config, stages, context);
  });
  await using _instance = removing(services, project, { driver, name });
  await using connection = await within('create', timeoutsMs.create, async (context) => {
    const handle = await driver.create(plan, config, prepared, context);
    return await driver.connect(handle, context);
  });
  const { broken, looked, version, installed } = await askGuest(connection, group, {
    signal: services.signal,
    timeoutMs: timeoutsMs.prepare,
  });
  const { platform } = instance;
  return {
    broken: broken.map(({ isBeside, ...one }) => (isBeside ? { ...one, beside: platform } : one)),
    looked,
    checks: [{ by: 'image', platform, solver: `dnf ${version}`, installed: installed ?? 0 }],
    notes: [],
  };
}

/** By its name, for `create` may have been cut short; whoever interrupts does not want it to stay. */
function removing(
  services: Services,
  project: Project,
  { driver, name }: { readonly driver: Driver; readonly name: string },
): AsyncDisposable {
  const { signal } = new AbortController();
  const context = driverContext({ ...services, signal }, project.identity);
  return {
    [Symbol.asyncDispose]: async () => {
      await driver.sweep({ keep: [], instance: name }, context);
    },
  };
}
