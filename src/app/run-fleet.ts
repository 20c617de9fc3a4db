import { randomBytes } from 'node:crypto';
import type { NewRunEvent, Reporter, RunEvent } from '../contract/events.ts';
import type { RunResult } from '../contract/result.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { saltProvisioner } from '../provision/salt-provisioner.ts';
import { bindInstances, type BoundInstance } from '../run/bind/bind-instances.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { runInstances } from '../run/run-instances.ts';
import type { RunServices } from '../run/instance/run-services.ts';
import type { Goal } from '../contract/phases.ts';
import { openStore } from '../store/index.ts';
import { findVerifier } from '../verify/index.ts';
import { hostContext } from './host-context.ts';
import { lockInstance } from './lock-instance.ts';
import { measureLimits } from './measure-limits.ts';
import { openReporters } from './open-reporters.ts';
import { pruneRuns } from './prune-runs.ts';
import { lockRun } from './run-lock.ts';
import type { PlannedFleet } from './select-fleet.ts';
import type { Services } from './services.ts';
import { tellListeners } from './tell-listeners.ts';

export interface RunFleetOptions {
  readonly goal: Goal;
  /** Stop the others at the first failure. Default false. */
  readonly isFailFast?: boolean;
  /** Listens besides the reporters, and is closed after them: a screen names the files that are there then. */
  readonly listener?: Reporter;
}

export interface FleetRun {
  readonly result: RunResult;
  /** One for each report that could not be written; the verdicts stand nevertheless. */
  readonly troubles: readonly unknown[];
}

/**
 * Binds the planned instances to what runs them, runs them, and writes the project's reports. Throws what binding
 * throws, before anything is started.
 */
export async function runFleet(services: Services, fleet: PlannedFleet, options: RunFleetOptions): Promise<FleetRun> {
  const { goal, isFailFast = false, listener } = options;
  const { project, plans } = fleet;
  const bound = await bindInstances(plans, {
    driver: services.driver,
    verifier: (name) => findVerifier(name).load(),
    goal,
    context: hostContext(services),
  });
  tellPaces(services, bound);
  const runId = makeRunId(services.now());
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory) });
  const reports = await openReporters(services, { project, runId, store });
  using _run = await lockRun(projectFolders(project.reportsDirectory).run(runId));
  const listeners = tellListeners([...reports, ...(listener ? [listener] : [])]);
  const run = makeRunServices(services, fleet, { runId, emit: listeners.emit });
  run.emit(describeStart(fleet, { goal, run }));
  const result = await runInstances(
    bound,
    { goal, isFailFast, destroy: project.destroy, concurrency: project.concurrency, signal: services.signal },
    run,
  );
  const troubles = await listeners.close();
  await tidyRuns(services, project);
  return { result, troubles };
}

/** What cannot be removed now may be so the next time: it changes nothing of what was found out. */
async function tidyRuns(services: Services, { reportsDirectory, runKeep }: PlannedFleet['project']): Promise<void> {
  await pruneRuns({ reportsDirectory, keep: runKeep, now: services.now() }).catch((error: unknown) =>
    services.tell(`old runs could not be removed: ${toTrouble(error).message}`),
  );
}

/** Said before anything else: a person who waits ten times longer than usual should know that, and why. */
function tellPaces(services: Services, bound: readonly BoundInstance[]): void {
  const lines = bound
    .filter(({ pace }) => pace.factor !== 1)
    .map(({ driver: { name }, pace: { factor, reason } }) => {
      return `${name}: instances are some ${factor} times slower here, and time limits are as many times longer: ${reason}`;
    });
  for (const line of new Set(lines)) services.tell(line);
}

function makeRunServices(
  services: Services,
  { project }: PlannedFleet,
  { runId, emit }: { readonly runId: string; readonly emit: (event: RunEvent) => void },
): RunServices {
  const folders = projectFolders(project.reportsDirectory);
  return {
    project: project.identity,
    runId,
    directory: folders.run(runId).directory,
    cacheDirectory: services.cacheDirectory,
    environment: services.environment,
    states: openInstanceStates(folders.instances),
    provisioner: saltProvisioner,
    lock: (name, signal, onWait) => lockInstance(folders.locks, name, signal, onWait),
    emit: (event) => emit({ ...event, at: services.now() }),
    now: services.now,
    limits: measureLimits(),
  };
}

function describeStart(
  { project, plans, snapshot }: PlannedFleet,
  { goal, run }: { readonly goal: Goal; readonly run: RunServices },
): NewRunEvent {
  return {
    type: 'run-started',
    runId: run.runId,
    verb: goal,
    instances: plans.map(({ name, formula, suite, platform }) => ({ name, formula, suite, platform })),
    snapshot: snapshot?.id,
    drivers: [...new Set(plans.map((plan) => plan.driver.name))],
    concurrency: project.concurrency ?? run.limits.cores,
    directory: run.directory,
  };
}

/** Ids sort by time as text, and two of the same second differ. */
function makeRunId(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+Z$/g, '');
  return `${time}-${randomBytes(2).toString('hex')}`;
}
