import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { withLock } from '../base/lock/with-lock.ts';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { Reporter, RunEvent } from '../contract/events.ts';
import type { Evidence } from '../contract/evidence.ts';
import { projectFolders, type RunFolder } from '../contract/project-folders.ts';
import type { RunResult } from '../contract/result.ts';
import type { Store } from '../contract/store.ts';
import { checkShards } from '../farm/shards/check-shards.ts';
import { mergeShards } from '../farm/shards/merge-shards.ts';
import type { ShardRun } from '../farm/shards/shard-run.ts';
import { openStore } from '../store/index.ts';
import { leaveReferences } from './leave-references.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { mergedRunId } from './make-run-id.ts';
import { bringFiles } from './merge/bring-files.ts';
import { checkEvidence } from './merge/check-evidence.ts';
import { findShards } from './merge/find-shards.ts';
import { findPlaces, localiseResult } from './merge/localise-result.ts';
import { readRun } from './merge/read-run.ts';
import { openReporters } from './open-reporters.ts';
import { recordHistory } from './record-history.ts';
import { tidyRuns, type FleetRun } from './run-fleet.ts';
import { lockRun } from './run-lock.ts';
import type { Services } from './services.ts';
import { findTrustedKeys } from './signing/find-trusted-keys.ts';
import { tellListeners } from './tell-listeners.ts';

export interface MergeOptions extends ProjectOptions {
  /** Folder for what comes of it. Default: the project's folder of results. */
  readonly output?: string;
  /** Listens besides the reporters, and is closed after them. */
  readonly listener?: Reporter;
}

/**
 * Makes one run of the runs of all shards, in the project here: record, story, reports, evidence, history, logs, as if it had
 * been run here. The same shards give the same run, once. Throws `MERGE_REFUSED` with every reason where they are no whole,
 * before anything is written.
 */
export async function mergeRuns(
  services: Services,
  named: readonly string[],
  { output, listener, ...options }: MergeOptions,
): Promise<FleetRun> {
  const loaded = await loadProjectFor(services, options);
  const project = output === undefined ? loaded : { ...loaded, reportsDirectory: resolve(services.cwd, output) };
  const folders = projectFolders(project.reportsDirectory);
  await using store = await openStore('files', { folders });
  const { runs, here } = await takeShards(services, named, { project, store });
  const runId = mergedRunId(runs.map(({ started }) => ({ runId: started.runId, at: started.at })));
  const merging: Merging = { project, runs, here, runId, folder: folders.run(runId), store, listener };
  const work = async (): Promise<FleetRun> => (await tellAgain(merging)) ?? (await writeMerged(services, merging));
  return await withLock({ directory: folders.locks, key: '.merge' }, work, { signal: services.signal });
}

interface TakenShards {
  readonly runs: readonly ShardRun[];
  /** What of their evidence is kept here already. */
  readonly here: ReadonlySet<Evidence>;
}

interface Merging extends TakenShards {
  readonly project: Project;
  readonly runId: string;
  readonly folder: RunFolder;
  readonly store: Store;
  readonly listener: Reporter | undefined;
}

async function takeShards(
  services: Services,
  named: readonly string[],
  { project, store }: Pick<Merging, 'project' | 'store'>,
): Promise<TakenShards> {
  const { runs, problems } = await findShards(named, services.cwd);
  const { identity, instances } = project;
  const known = { name: identity.name, instances: instances.map(({ name }) => name) };
  // What cannot be read may be the shard that seems to be missing.
  const unfit = problems.length > 0 ? [] : checkShards(runs, known);
  const { problems: untrue, here } = await checkEvidence(
    runs,
    store.evidence(),
    await findTrustedKeys(services, project),
  );
  const all = [...problems, ...unfit, ...untrue];
  if (all.length === 0) return { runs, here };
  throw new SalternError('MERGE_REFUSED', 'These runs are not merged, for they do not make one whole', {
    hint: 'Bring the whole `.saltern` of each shard, and run again what is missing or damaged.',
    details: all,
  });
}

/** They were merged before: then only the end is told. Undefined: they were not, or not to the end. */
async function tellAgain({ runs, folder, listener }: Merging): Promise<FleetRun | undefined> {
  const before = await readRun(folder.directory).catch(() => undefined);
  // What says anything else than the shards is not what they were merged into.
  if (
    before === undefined ||
    verdictsOf(before.result.instances) !== verdictsOf(runs.flatMap(({ results }) => results))
  )
    return undefined;
  const { started, told, result, endedAt } = before;
  const listeners = tellListeners(listener ? [listener] : []);
  const events: readonly RunEvent[] = [
    { ...started, directory: folder.directory },
    ...told,
    { at: endedAt, type: 'run-finished', result },
  ];
  for (const event of events) listeners.emit(event);
  return { result, troubles: await listeners.close() };
}

function verdictsOf(results: RunResult['instances']): string {
  return results
    .map(({ name, outcome }) => `${name} ${outcome}`)
    .toSorted()
    .join('\n');
}

async function writeMerged(services: Services, merging: Merging): Promise<FleetRun> {
  const { project, runs, here, runId, folder, store, listener } = merging;
  // What a merge left that was killed.
  await rm(folder.directory, { recursive: true, force: true });
  const kept = withoutThose(store, here);
  const reports = await openReporters(services, { project, runId, store: kept, hasLogs: true });
  using _run = await lockRun(folder);
  const files = await bringFiles(runs, folder, services.tell);
  const places = await findPlaces(runs, project.identity.directory);
  const events = mergeShards(runs, {
    runId,
    directory: folder.directory,
    order: project.instances.map(({ name }) => name),
    localise: (result) => localiseResult(result, { files, places }),
  });
  const history = recordHistory(services, { project, store, snapshots: findSnapshots(runs) });
  const listeners = tellListeners([...reports, ...(listener ? [listener] : []), history]);
  for (const event of events) listeners.emit(event);
  const troubles = await listeners.close();
  await tidyRuns(services, project);
  await leaveReferences(services, project, { id: runId, snapshots: [] });
  return { result: resultOf(events), troubles };
}

/** The same, but for results that it holds already: one run gives one result for an instance. */
function withoutThose(store: Store, here: ReadonlySet<Evidence>): Store {
  const evidence = store.evidence();
  const add = async (one: Evidence): Promise<void> => (here.has(one) ? undefined : await evidence.add(one));
  return { ...store, evidence: () => ({ ...evidence, add }) };
}

function findSnapshots(
  runs: readonly ShardRun[],
): ReadonlyMap<string, { readonly id: string; readonly digest: string }> {
  const instances = runs.flatMap(({ story }) => story.instances);
  return new Map(
    instances.flatMap(({ name, snapshot }) => (snapshot === undefined ? [] : [[name, snapshot] as const])),
  );
}

function resultOf(events: readonly RunEvent[]): RunResult {
  const ended = events.find((event) => event.type === 'run-finished');
  if (ended === undefined) throw new Error('a merged run has an end');
  return ended.result;
}
