import type { Project, ProjectInstance } from '../config/project.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { ChangedFleet } from '../contract/changed.ts';
import type { InstancePlan, SnapshotUse } from '../contract/plan.ts';
import type { RunShard } from '../contract/shard.ts';
import { planInstances } from '../plan/plan-instances.ts';
import { selectInstances, type NameParts } from '../plan/select-instances.ts';
import { chooseSnapshot } from './choose-snapshot.ts';
import { cutShard, type Cut, type ShardOptions } from './cut-shard.ts';
import { describeStaying, findOwnSnapshots, type OwnSnapshots } from './keep-snapshots.ts';
import { keepChanged } from './keep-changed.ts';
import { declareInstances } from './declare-instances.ts';
import { digestWhole } from './digest-whole.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import type { Services } from './services.ts';
import { siftFailed } from './sift-failed.ts';

export interface SelectOptions extends ProjectOptions, ShardOptions {
  /** Only instances with one of these. Default: all. */
  readonly tag?: readonly string[];
  /** What a part of a name selects. Default: the one instance that has it in its name. */
  readonly parts?: NameParts;
  /** Only instances whose newest attempt is known to be no pass. Default: all. */
  readonly failed?: boolean;
  /** Only instances that can be affected by what changed since this branch, tag or commit. Default: all. */
  readonly changed?: string;
}

/** A project and those of its instances that were asked for: enough to name them. */
export interface Selection {
  readonly project: Project;
  readonly selected: readonly ProjectInstance[];
  /** How many of those that were asked for failed, how many nobody ever tested, and how many there were; only with `failed`. */
  readonly sifted?: { readonly failed: number; readonly untried: number; readonly of: number };
  /** What changed, of the whole project; only with `changed`. */
  readonly changes?: ChangedFleet;
  /** What part of the whole this is, and how many instances the whole has; only with `shard`. */
  readonly cut?: Cut;
}

/** A cut with what the whole was planned as. */
export interface PlannedCut extends Pick<Cut, 'whole'> {
  readonly shard: RunShard;
}

/** A selection that is ready to run: everything that its instances need is on this disk. */
export interface PlannedFleet extends Omit<Selection, 'cut'> {
  readonly cut?: PlannedCut;
  /** What instances run on that keep none of their own. */
  readonly snapshot: SnapshotUse | undefined;
  /** Of the selected instances, in their order. */
  readonly plans: readonly InstancePlan[];
}

/**
 * Loads the project and selects by names, parts of them, globs or regular expressions (none: all), tags, whether it
 * failed last, whether what changed can affect it, and of all these the shard. Throws `NO_INSTANCE_MATCHES`, `USAGE` for
 * what is no shard, and what asking git throws.
 */
export async function selectFleet(
  services: Services,
  args: readonly string[],
  options: SelectOptions,
): Promise<Selection> {
  const whole = await selectWhole(services, args, options);
  return { ...whole, ...(await cutShard(services, whole, options)) };
}

async function selectWhole(services: Services, args: readonly string[], options: SelectOptions): Promise<Selection> {
  const project = await loadProjectFor(services, options);
  const { tag, parts } = options;
  const selected = selectInstances(project.instances, args, {
    ...(tag?.length ? { tags: tag } : {}),
    ...(parts ? { parts } : {}),
  });
  const isWhole = args.length === 0 && !tag?.length;
  const sifted = await keepFailed(services, { project, selected }, { ...options, isWhole });
  return await keepChanged(services, sifted, options);
}

async function keepFailed(
  services: Services,
  { project, selected }: Selection,
  { failed: isWanted, isWhole }: Pick<SelectOptions, 'failed'> & { readonly isWhole: boolean },
): Promise<Selection> {
  if (isWanted !== true) return { project, selected };
  const { failed, untried, gone } = await siftFailed(
    selected,
    project.instances,
    projectFolders(project.reportsDirectory),
  );
  for (const name of isWhole ? gone : [])
    services.tell(`left out '${name}': it failed, and the project no longer has it`);
  return { project, selected: failed, sifted: { failed: failed.length, untried: untried.length, of: selected.length } };
}

/**
 * Fetches what the selected instances need from git and plans them on the snapshot that was asked for; with `isKeeping`,
 * those that are there on their own. Throws `GIT_FAILED`, `FORMULA_NOT_FOUND`, `ConfigError`, and what choosing the
 * snapshot throws.
 */
export async function planFleet(
  services: Services,
  { project, selected, cut }: Selection,
  { isKeeping = false }: { readonly isKeeping?: boolean } = {},
): Promise<PlannedFleet> {
  const snapshot = await chooseSnapshot(services, project);
  const own: OwnSnapshots = isKeeping ? await findOwnSnapshots(services, project, selected) : new Map();
  for (const line of describeStaying(own, snapshot)) services.tell(line);
  // Imported here: verbs that plan nothing need not wait for the library that starts git.
  const { fetchSources } = await import('../config/formula/fetch-sources.ts');
  const [names, whole] = [new Set(selected.map(({ name }) => name)), new Set(cut?.whole)];
  // Of a shard all are looked at: each must have been cut from the same whole.
  const needed = project.instances.filter(({ name }) => names.has(name) || whole.has(name));
  const fetched = await fetchSources(cut === undefined ? selected : needed, {
    cacheDirectory: services.cacheDirectory,
    signal: services.signal,
    progress: services.tell,
  });
  const plans = planInstances(project, fetched, (name) => (own.has(name) ? own.get(name) : snapshot));
  return {
    project,
    selected,
    ...(cut ? { cut: await planCut(cut, plans, project) } : {}),
    snapshot,
    plans: plans.filter(({ name }) => names.has(name)),
  };
}

async function planCut(cut: Cut, plans: readonly InstancePlan[], { identity }: Project): Promise<PlannedCut> {
  const plan = digestWhole(await declareInstances(plans, identity.directory));
  return { ...cut, shard: { ...cut.shard, plan } };
}

/** Drivers that the project's instances use. */
export function listDrivers({ instances, driver }: Project): readonly string[] {
  const names = [...new Set(instances.map((instance) => instance.driver.name))];
  return names.length > 0 ? names : [driver];
}
