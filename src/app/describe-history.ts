import { readFolder } from '../base/files/read-folder.ts';
import type { Project } from '../config/project.ts';
import type { FleetView, InstanceView } from '../contract/fleet-view.ts';
import type { ResultRow } from '../contract/history.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { selectInstances } from '../plan/select-instances.ts';
import { openStore } from '../store/index.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { withHistory } from './open-history.ts';
import { isWhole } from './record-history.ts';
import type { Services } from './services.ts';
import { viewWithResults } from './view-fleet.ts';

export interface HistoryOptions extends ProjectOptions {
  /** How many nights, the newest. Default 365. */
  readonly nights?: number;
}

/** What is known of the instances that were asked for. */
export interface DescribedHistory {
  /** The whole fleet's, with those instances alone. */
  readonly view: FleetView;
  /** Every attempt at them since the oldest night of the view, newest first. */
  readonly results: readonly ResultRow[];
  /** How many runs lie in the project's folder, none of which the history has. */
  readonly unread: number;
}

/**
 * What the history says of formulas and instances by their names, parts of one name, globs or expressions; default: all.
 * Throws `NO_INSTANCE_MATCHES`, `HISTORY_UNREACHABLE`.
 */
export async function describeHistory(
  services: Services,
  wanted: readonly string[],
  options: HistoryOptions,
): Promise<DescribedHistory> {
  const project = await loadProjectFor(services, options);
  const names = new Set(select(project, wanted));
  const { nights } = options;
  return await withHistory(services, project, async (history) => {
    const { view, results } = await viewWithResults(services, {
      project,
      history,
      ...(nights === undefined ? {} : { nights }),
    });
    const oldest = view.nights.at(-1)?.startedAt ?? '';
    return {
      view: { ...view, instances: view.instances.filter(({ name }: InstanceView) => names.has(name)) },
      results: results.filter(({ name, startedAt }) => names.has(name) && startedAt >= oldest),
      unread: results.length === 0 ? await countRuns(project) : 0,
    };
  });
}

/** A formula's name stands for all its instances. */
function select({ instances }: Project, wanted: readonly string[]): readonly string[] {
  const formulas = new Set(wanted.filter((name) => instances.some(({ formula }) => formula === name)));
  const others = wanted.filter((name) => !formulas.has(name));
  const ofFormulas = instances.filter(({ formula }) => formulas.has(formula)).map(({ name }) => name);
  const isOnlyFormulas = wanted.length > 0 && others.length === 0;
  return [...ofFormulas, ...(isOnlyFormulas ? [] : selectInstances(instances, others).map(({ name }) => name))];
}

/** Those of shards are in no history: they count in what they are merged into. */
async function countRuns({ reportsDirectory }: Project): Promise<number> {
  const folders = projectFolders(reportsDirectory);
  await using store = await openStore('files', { folders });
  const parts = (await store.runs().list()).filter((run) => !isWhole(run));
  return (await readFolder(folders.runs)).length - parts.length;
}
