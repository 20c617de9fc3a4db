import type { NewRunEvent, Reporter } from '../contract/events.ts';
import type { RunResult } from '../contract/result.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { SaltLogLevel } from '../contract/provisioner.ts';
import { maskEvents } from './secrets/mask-events.ts';
import { maskRun } from './secrets/mask-result.ts';
import { openSigner } from './signing/find-trusted-keys.ts';
import { signEvents, signRun } from './signing/sign-events.ts';
import { saltProvisioner } from '../provision/salt-provisioner.ts';
import { bindInstances, type BoundInstance } from '../run/bind/bind-instances.ts';
import { countAtOnce } from '../run/admission.ts';
import { openInstanceSessions } from '../run/instance/instance-sessions.ts';
import { openInstanceStates } from '../run/instance/instance-state.ts';
import { runInstances } from '../run/run-instances.ts';
import type { RunServices } from '../run/instance/run-services.ts';
import type { Goal } from '../contract/phases.ts';
import { openStore } from '../store/index.ts';
import { findVerifier } from '../verify/index.ts';
import type { BegunFleet, FleetRunner } from './fleet-runner.ts';
import { hostContext } from './host-context.ts';
import { leaveReferences } from './leave-references.ts';
import { lockInstance } from './lock-instance.ts';
import { makeRunId } from './make-run-id.ts';
import { measureLimits } from './measure-limits.ts';
import { openReporters } from './open-reporters.ts';
import { pruneRuns } from './prune-runs.ts';
import { refuseOccupied } from './refuse-occupied.ts';
import { lockRun } from './run-lock.ts';
import type { PlannedCut, PlannedFleet } from './select-fleet.ts';
import type { Services } from './services.ts';
import { recordHistory } from './record-history.ts';
import { readUsualTimes } from './usual-times.ts';
import { tellListeners } from './tell-listeners.ts';

export interface RunFleetOptions {
  readonly goal: Goal;
  /** Stop the others at the first failure. Default false. */
  readonly isFailFast?: boolean;
  /** Make instances anew that would do, and also those that somebody is in. Default false. */
  readonly isRecreate?: boolean;
  /** How much Salt says of itself, to the logs. Default: as Salt does. */
  readonly saltLog?: SaltLogLevel;
  /** Its id, where it is known before. Default: a new one. */
  readonly runId?: string;
  /** The night that it is a run of. Default: none. */
  readonly night?: RunOfNight;
  /** Who runs them. Default: this process, on this machine. */
  readonly runner?: FleetRunner;
  /** Listens besides the reporters, and is closed after them: a screen names the files that are there then. */
  readonly listener?: Reporter;
}

/** What a run has to do with a night. */
export interface RunOfNight {
  /** Id of the night. */
  readonly id: string;
  /** Attempts that the night made before, by instance. An instance without any is not there. */
  readonly earlier: ReadonlyMap<string, { readonly attempts: number; readonly hasFailed: boolean }>;
}

export interface FleetRun {
  readonly result: RunResult;
  /** One for each report that could not be written; the verdicts stand nevertheless. */
  readonly troubles: readonly unknown[];
  /** The part of a fleet that it was; undefined: the whole. */
  readonly cut?: PlannedCut;
}

/**
 * Binds the planned instances to what runs them, runs them, and writes the project's reports. Throws what binding
 * throws, before anything is started.
 */
export async function runFleet(services: Services, fleet: PlannedFleet, options: RunFleetOptions): Promise<FleetRun> {
  const { goal, isFailFast = false, isRecreate = false, listener, saltLog, night, runner } = options;
  const { runId = makeRunId(services.now()) } = options;
  const { project, plans } = fleet;
  const bound = await bindInstances(plans, {
    driver: services.driver,
    verifier: (name) => findVerifier(name).load(),
    goal,
    context: hostContext(services),
  });
  if (goal !== 'test' && !isRecreate)
    await refuseOccupied(bound, { ...openFolders(project.reportsDirectory), secrets: services.secrets });
  if (runner === undefined) tellPaces(services, bound);
  // Who runs something signs it: what comes from workers is theirs.
  const signer = runner === undefined ? await openSigner(services, project) : undefined;
  await using store = await openStore('files', { folders: projectFolders(project.reportsDirectory) });
  const usualMs = await readUsualTimes(store, goal);
  const begun = await runner?.begin({ runId, project: project.identity, plans, bound, usualMs, saltLog });
  const reports = await openReporters(services, { project, runId, store });
  using _run = await lockRun(projectFolders(project.reportsDirectory).run(runId));
  const history = recordHistory(services, {
    project,
    store,
    snapshots: new Map(plans.flatMap(({ name, snapshot }) => (snapshot ? [[name, snapshot] as const] : []))),
  });
  // After the screen, which has said what there is to say by then; and after the store, whose evidence it names.
  const listeners = tellListeners([...reports, ...(listener ? [listener] : []), history]);
  const tell = signEvents(signer, (event) => listeners.emit({ ...event, at: services.now() }));
  const emit = maskEvents(services.secrets, tell);
  const run = makeRunServices(services, fleet, { runId, emit, ...(saltLog ? { saltLog } : {}) }, begun);
  const snapshots = [...new Set(plans.flatMap((plan) => plan.snapshot?.id ?? []))];
  const left = leaveReferences(services, project, { id: runId, snapshots });
  run.emit({ ...describeStart(fleet, { goal, run, bound, night }), usualMs });
  const { destroy, concurrency } = project;
  const { signal } = services;
  const wanted = { goal, isFailFast, isRecreate, destroy, concurrency, signal };
  const done = begun === undefined ? await runInstances(bound, wanted, run) : await begun.run(wanted, run);
  const result = signRun(maskRun(done, services.secrets), signer);
  const troubles = await listeners.close();
  await tidyRuns(services, project);
  await left;
  await leaveReferences(services, project, { id: runId, snapshots: [] });
  return { result, troubles, ...(fleet.cut === undefined ? {} : { cut: fleet.cut }) };
}

/** What cannot be removed now may be so the next time: it changes nothing of what was found out. */
export async function tidyRuns(
  services: Services,
  { reportsDirectory, runKeep }: Pick<PlannedFleet['project'], 'reportsDirectory' | 'runKeep'>,
): Promise<void> {
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

interface MadeRun extends Pick<RunFleetOptions, 'saltLog'> {
  readonly runId: string;
  readonly emit: (event: NewRunEvent) => void;
}

function makeRunServices(
  services: Services,
  { project }: PlannedFleet,
  { runId, ...told }: MadeRun,
  begun: BegunFleet | undefined,
): RunServices {
  const folders = projectFolders(project.reportsDirectory);
  return {
    ...told,
    project: project.identity,
    runId,
    directory: folders.run(runId).directory,
    cacheDirectory: services.cacheDirectory,
    environment: services.environment,
    secrets: services.secrets,
    ...openFolders(project.reportsDirectory),
    driver: services.driver,
    provisioner: saltProvisioner,
    lock: (name, signal, onWait) => lockInstance(folders.locks, name, signal, onWait),
    now: services.now,
    limits: begun?.limits ?? measureLimits(),
  };
}

function openFolders(reportsDirectory: string) {
  const { instances, sessions, locks } = projectFolders(reportsDirectory);
  return { states: openInstanceStates(instances), sessions: openInstanceSessions(sessions, locks) };
}

interface Starting {
  readonly goal: Goal;
  readonly run: RunServices;
  readonly bound: readonly BoundInstance[];
  readonly night: RunOfNight | undefined;
}

type NewRunStarted = Extract<NewRunEvent, { type: 'run-started' }>;

function describeStart({ project, plans, cut }: PlannedFleet, { goal, run, bound, night }: Starting): NewRunStarted {
  const snapshots = new Set(plans.map(({ snapshot }) => snapshot?.id));
  const needs = bound.map((one) => one.needs);
  const { concurrency: most } = project;
  // Of workers that are still to come nobody knows how much they can do.
  const concurrency = run.limits.cores === 0 ? 0 : countAtOnce(needs, run.limits, most);
  const wanted = countAtOnce(needs, { ...run.limits, memoryBytes: Number.POSITIVE_INFINITY }, most);
  return {
    type: 'run-started',
    runId: run.runId,
    ...(night === undefined ? {} : { night: night.id }),
    ...(cut === undefined ? {} : { shard: cut.shard }),
    verb: goal,
    instances: plans.map(({ name, formula, suite, platform, snapshot }) => {
      const before = night?.earlier.get(name);
      const tried = before && { attempt: before.attempts + 1, ...(before.hasFailed ? { hasFailed: true } : {}) };
      return { name, formula, suite, platform, snapshot: snapshot?.id, ...tried };
    }),
    snapshot: snapshots.size === 1 ? [...snapshots][0] : undefined,
    drivers: [...new Set(plans.map((plan) => plan.driver.name))],
    concurrency,
    ...(wanted > concurrency && concurrency > 0 ? { wanted } : {}),
    directory: run.directory,
  };
}
