import type { Project, ProjectInstance } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { InstancePlan, SnapshotUse } from '../contract/plan.ts';
import { planInstances } from '../plan/plan-instances.ts';
import { selectInstances } from '../plan/select-instances.ts';
import { chooseSnapshot } from './choose-snapshot.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';
import { siftFailed } from './sift-failed.ts';

export interface SelectOptions extends ProjectOptions {
  /** Only instances with one of these. Default: all. */
  readonly tag?: readonly string[];
  /** Only instances whose newest attempt is known to be no pass. Default: all. */
  readonly failed?: boolean;
}

/** A project and those of its instances that were asked for: enough to name them. */
export interface Selection {
  readonly project: Project;
  readonly selected: readonly ProjectInstance[];
  /** How many of those that were asked for nobody ever tested, and how many there were; only with `failed`. */
  readonly sifted?: { readonly untried: number; readonly of: number };
}

/** A selection that is ready to run on a snapshot: everything that its instances need is on this disk. */
export interface PlannedFleet extends Selection {
  readonly snapshot: SnapshotUse | undefined;
  /** Of the selected instances, in their order. */
  readonly plans: readonly InstancePlan[];
}

/**
 * Loads the project and selects by names, globs or regular expressions (none: all), tags, and whether it failed last.
 * Throws `NO_INSTANCE_MATCHES`.
 */
export async function selectFleet(
  services: Services,
  args: readonly string[],
  options: SelectOptions,
): Promise<Selection> {
  const project = await loadProjectFor(services, options);
  const selected = selectInstances(project.instances, args, options.tag?.length ? { tags: options.tag } : {});
  if (options.failed !== true) return { project, selected };
  const { failed, untried, gone } = await siftFailed(
    selected,
    project.instances,
    projectFolders(project.reportsDirectory),
  );
  const isWhole = args.length === 0 && !options.tag?.length;
  for (const name of isWhole ? gone : [])
    services.tell(`left out '${name}': it failed, and the project no longer has it`);
  return { project, selected: failed, sifted: { untried: untried.length, of: selected.length } };
}

/**
 * Fetches what the selected instances need from git and plans them on the snapshot that was asked for. Throws
 * `GIT_FAILED`, `FORMULA_NOT_FOUND`, `ConfigError`, and what choosing the snapshot throws.
 */
export async function planFleet(services: Services, { project, selected }: Selection): Promise<PlannedFleet> {
  const snapshot = await chooseSnapshot(services, project);
  // Imported here: verbs that plan nothing need not wait for the library that starts git.
  const { fetchSources } = await import('../config/formula/fetch-sources.ts');
  const fetched = await fetchSources(selected, {
    cacheDirectory: services.cacheDirectory,
    signal: services.signal,
    progress: services.tell,
  });
  return { project, selected, snapshot, plans: planInstances(project, fetched, snapshot) };
}

/** Drivers that the project's instances use. */
export function listDrivers({ instances, driver }: Project): readonly string[] {
  const names = [...new Set(instances.map((instance) => instance.driver.name))];
  return names.length > 0 ? names : [driver];
}
