import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { RunKeep } from '../contract/run-keep.ts';
import { toTrouble } from '../contract/to-trouble.ts';
import { countForgettable, forgetHistory } from './forget-history.ts';
import { loadProjectFor, type ProjectOptions } from './load-project-for.ts';
import { hasHistory, openHistory } from './open-history.ts';
import { findOldRuns, listRuns, pruneRuns, type KeptRun } from './prune-runs.ts';
import type { Services } from './services.ts';

/** The runs of the project here, the oldest first; undefined where there is no project, or none that can be read. */
export async function listProjectRuns(
  services: Services,
  options: ProjectOptions,
): Promise<readonly KeptRun[] | undefined> {
  const project = await findProject(services, options);
  return project && (await listRuns(project.reportsDirectory));
}

export interface RunPruneWishes {
  /** Milliseconds since the epoch: what began before goes, too. Default: only what the project does not keep. */
  readonly before: number | undefined;
  readonly isDryRun: boolean;
}

/** Removes runs that need not stay, or says which; none where there is no project here. */
export async function pruneProjectRuns(
  services: Services,
  options: ProjectOptions,
  { before, isDryRun }: RunPruneWishes,
): Promise<readonly KeptRun[]> {
  const project = await findProject(services, options);
  if (project === undefined) return [];
  const { reportsDirectory } = project;
  const sizes = new Map((await listRuns(reportsDirectory)).map((run) => [run.id, run]));
  const now = services.now();
  const rules: readonly RunKeep[] = [project.runKeep, ...(before === undefined ? [] : [{ forMs: now - before }])];
  const removed: string[] = [];
  for (const keep of rules) {
    const pruning = { reportsDirectory, keep, now };
    removed.push(...(isDryRun ? await findOldRuns(pruning) : await pruneRuns(pruning)));
  }
  return [...new Set(removed)].map((id) => sizes.get(id) ?? { id, bytes: 0 });
}

/**
 * Has the project's history forget what it does not keep, or counts that; nothing where there is no project here, or no
 * history yet. Trouble is told: it is no reason to keep what takes up room.
 */
export async function pruneProjectHistory(
  services: Services,
  options: ProjectOptions,
  { isDryRun }: Pick<RunPruneWishes, 'isDryRun'>,
): Promise<number> {
  const project = await findProject(services, options);
  if (project === undefined || !(await hasHistory(project))) return 0;
  await using history = await openHistory(services, project);
  if (history === undefined) return 0;
  const work = isDryRun ? countForgettable : forgetHistory;
  return await work(services, { project, history }).catch((error: unknown) => {
    if (services.signal.aborted) throw error;
    services.tell(`the history was left as it is: ${toTrouble(error).message}`);
    return 0;
  });
}

/** What drivers keep is there whatever the files here say, so that these are no reason to fail. */
async function findProject(services: Services, options: ProjectOptions): Promise<Project | undefined> {
  try {
    return await loadProjectFor(services, options);
  } catch (error) {
    if (services.signal.aborted || !(error instanceof SalternError)) throw error;
    return undefined;
  }
}
