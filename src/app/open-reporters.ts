import { mkdir, rename, symlink } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import type { Project } from '../config/project.ts';
import type { Reporter } from '../contract/events.ts';
import type { Goal } from '../contract/phases.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import { createBadgeReporter, givesVerdict } from '../report/badge/badge.ts';
import { createJunitReporter } from '../report/junit/junit.ts';
import { createNdjsonReporter } from '../report/log/ndjson.ts';
import { createPlainLogReporter } from '../report/log/plain-log.ts';
import { recordEvents } from '../store/record-events.ts';
import type { Services } from './services.ts';

interface ReportedRun {
  readonly project: Project;
  readonly goal: Goal;
  readonly runId: string;
  readonly store: Store;
}

/** Everything that writes about a run, in the order it is closed; makes the run's folder. */
export async function openReporters(
  { cwd }: Pick<Services, 'cwd'>,
  { project, goal, runId, store }: ReportedRun,
): Promise<readonly Reporter[]> {
  const folders = projectFolders(project.reportsDirectory);
  const { directory } = folders.run(runId);
  await mkdir(directory, { recursive: true });
  await pointLatest(folders.latest, directory);
  const { instances } = project;
  return [
    createNdjsonReporter(),
    createPlainLogReporter({ cwd }),
    createJunitReporter({ cwd }),
    ...(givesVerdict(goal) ? [createJunitReporter({ cwd, file: folders.junit })] : []),
    createBadgeReporter({ project: instances }),
    createBadgeReporter({ project: instances, fleet: { directory: folders.base, verdicts: store.verdicts() } }),
    recordEvents(store),
  ];
}

/** Written aside and renamed: the link is there at any moment. */
async function pointLatest(link: string, directory: string): Promise<void> {
  const aside = `${link}.${process.pid}`;
  await symlink(relative(dirname(link), directory), aside);
  await rename(aside, link);
}
