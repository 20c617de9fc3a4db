import { mkdir, rename, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Project } from '../config/project.ts';
import type { Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import { writeEvidence } from '../gate/write-evidence.ts';
import { createBadgeReporter, givesVerdict } from '../report/badge/badge.ts';
import { createJunitReporter } from '../report/junit/junit.ts';
import { createNdjsonReporter } from '../report/log/ndjson.ts';
import { createPlainLogReporter } from '../report/log/plain-log.ts';
import type { Goal } from '../contract/phases.ts';
import { lockInstance } from './lock-instance.ts';
import type { Services } from './services.ts';

/** Writing badges takes milliseconds; who waits longer waits for something stuck. */
const LOCK_LIMIT_MS = 10_000;

/** Everything that writes about a run, in the order it is closed; makes the run's folder. */
export async function openReporters(
  { cwd }: Pick<Services, 'cwd'>,
  { project, goal, runId }: { readonly project: Project; readonly goal: Goal; readonly runId: string },
): Promise<readonly Reporter[]> {
  const folders = projectFolders(project.reportsDirectory);
  const directory = folders.run(runId);
  await mkdir(directory, { recursive: true });
  await pointLatest(folders.latest, directory);
  const { instances } = project;
  return [
    createNdjsonReporter(),
    createPlainLogReporter({ cwd }),
    createJunitReporter({ cwd }),
    ...(givesVerdict(goal) ? [createJunitReporter({ cwd, file: join(folders.base, 'junit.xml') })] : []),
    createBadgeReporter({ project: instances }),
    createBadgeReporter({
      project: instances,
      fleet: { directory: folders.base, lock: () => lockBadges(folders.locks) },
    }),
    evidenceReporter(folders.evidence),
  ];
}

/** Not with the run's signal: an interrupted run writes its reports too. */
function lockBadges(directory: string): Promise<AsyncDisposable> {
  return lockInstance(directory, '.badges', AbortSignal.timeout(LOCK_LIMIT_MS), () => undefined);
}

/** What each instance proved, for the gate. */
function evidenceReporter(directory: string): Reporter {
  const writing: Promise<unknown>[] = [];
  return {
    on(event) {
      if (event.type !== 'instance-finished' || event.result.evidence === undefined) return;
      writing.push(writeEvidence(directory, event.result.evidence));
    },
    async close() {
      await Promise.all(writing);
    },
  };
}

/** Written aside and renamed: the link is there at any moment. */
async function pointLatest(link: string, directory: string): Promise<void> {
  const aside = `${link}.${process.pid}`;
  await symlink(join(basename(join(directory, '..')), basename(directory)), aside);
  await rename(aside, link);
}
