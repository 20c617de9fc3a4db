import { delimiter } from 'node:path';
import { loadProject } from '../config/load-project.ts';
import type { Project } from '../config/project.ts';
import type { InstancePlan, SnapshotUse } from '../contract/model.ts';
import { planInstances } from '../plan/plan-instances.ts';
import { selectInstances } from '../plan/select-instances.ts';
import { validateCheckDocuments } from '../verify/goss/validate-checks.ts';
import type { App } from './app.ts';
import { chooseSnapshot } from './choose-snapshot.ts';

/** Options that several verbs share, as commander gives them. */
export interface FleetOptions {
  readonly project?: string;
  readonly overlay?: readonly string[];
  readonly driver?: string;
  readonly salt?: string;
  readonly destroy?: string;
  readonly concurrency?: string;
  readonly snapshot?: string;
  readonly tag?: readonly string[];
  readonly json?: boolean;
}

export interface Fleet {
  readonly project: Project;
  /** With all of its members. */
  readonly snapshot: SnapshotUse | undefined;
  /** Every instance of the project. */
  readonly plans: readonly InstancePlan[];
  /** Those that the arguments and tags select. */
  readonly selected: readonly InstancePlan[];
}

/** Reads the project and its overlays, with flags and environment over them. Throws `ConfigError` with all problems. */
export function loadProjectFor(app: App, options: FleetOptions): Promise<Project> {
  return loadProject({
    cwd: app.cwd,
    ...(options.project === undefined ? {} : { file: options.project }),
    overlays: [...namedOverlays(app), ...(options.overlay ?? [])],
    environment: app.environment,
    flags: {
      driver: options.driver,
      salt: options.salt,
      destroy: options.destroy,
      concurrency: options.concurrency,
      snapshot: options.snapshot,
    },
    driverNames: app.driverNames,
    driverSchema: app.driverSchema,
    validateChecks: validateCheckDocuments,
  });
}

/** Paths in SALTERN_OVERLAY, separated as in PATH. */
function namedOverlays({ environment }: App): readonly string[] {
  return (environment['SALTERN_OVERLAY'] ?? '').split(delimiter).filter((path) => path !== '');
}

/** The project, planned on the snapshot that was asked for, or on the newest one where the project has a snapshot root. */
export async function loadFleet(app: App, args: readonly string[], options: FleetOptions): Promise<Fleet> {
  const project = await loadProjectFor(app, options);
  const snapshot = await chooseSnapshot(app, project);
  const plans = planInstances(project, snapshot);
  const selected = selectInstances(plans, args, options.tag?.length ? { tags: options.tag } : {});
  return { project, snapshot, plans, selected };
}

/** The same fleet with what the given instances need from git on this disk. Throws `GIT_FAILED`. */
export async function fetchFleet(app: App, fleet: Fleet, wanted: readonly InstancePlan[]): Promise<Fleet> {
  const wantedNames = new Set(wanted.map((plan) => plan.name));
  const needed = fleet.project.instances.filter(({ name }) => wantedNames.has(name)).flatMap(({ trees }) => trees);
  if (needed.every(({ source }) => source.kind === 'directory')) return fleet;
  const { fetchSources } = await import('../config/formula/fetch-sources.ts');
  const project = await fetchSources(fleet.project, {
    cacheDirectory: app.cacheDirectory,
    signal: app.signal,
    progress: (text) => app.talk(`${text}\n`),
    instances: [...wantedNames],
  });
  const plans = planInstances(project, fleet.snapshot);
  const names = new Set(fleet.selected.map((plan) => plan.name));
  return { ...fleet, project, plans, selected: plans.filter((plan) => names.has(plan.name)) };
}

/** Drivers that the project's instances use. */
export function listDrivers(project: Project): readonly string[] {
  return [...new Set(project.instances.map((instance) => instance.driver.name))];
}
