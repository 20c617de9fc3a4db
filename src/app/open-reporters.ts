import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Project } from '../config/project.ts';
import { SalternError } from '../contract/errors.ts';
import type { InstanceSummary, Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { ReporterContext } from '../contract/reporter.ts';
import { writeEvidence } from '../gate/write-evidence.ts';
import { openWanted } from '../report/index.ts';
import { wrapWriteTrouble } from '../report/write-report.ts';
import { lockInstance } from './lock-instance.ts';
import type { Services } from './services.ts';

/** As much of a project as its reports need. */
export interface ReportedProject extends Pick<Project, 'reportsDirectory' | 'reports'> {
  readonly instances: readonly InstanceSummary[];
}

/** Makes the run's folder, and opens everything that the project wants written about a run. Throws `NO_SPACE`, `INTERNAL`. */
export async function openReporters(
  { cwd }: Pick<Services, 'cwd'>,
  { project, runId }: { readonly project: ReportedProject; readonly runId: string },
): Promise<readonly Reporter[]> {
  const folders = projectFolders(project.reportsDirectory);
  await makeRunFolder(folders.run(runId), folders.latest);
  const context: ReporterContext = {
    cwd,
    folders,
    instances: project.instances.map(({ name, formula, suite, platform }) => ({ name, formula, suite, platform })),
    lock: (key) => lockReports(folders.locks, key),
    keepEvidence: (evidence) => writeEvidence(folders.evidence, evidence),
  };
  return await openWanted(project.reports, context);
}

async function makeRunFolder(directory: string, latest: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await pointLatest(latest, directory);
  } catch (cause) {
    throw wrapWriteTrouble(directory, cause);
  }
}

/** Written aside and renamed: the link is there at any moment. */
async function pointLatest(link: string, directory: string): Promise<void> {
  const aside = `${link}.${process.pid}`;
  await rm(aside, { force: true });
  await symlink(join(basename(join(directory, '..')), basename(directory)), aside);
  await rename(aside, link);
}

/** Writing what runs share takes milliseconds; who waits longer waits for something stuck. */
const LIMIT_S = 10;

async function lockReports(directory: string, key: string): Promise<AsyncDisposable> {
  const limit = AbortSignal.timeout(LIMIT_S * 1000);
  try {
    return await lockInstance(directory, `.${key}`, limit, () => undefined);
  } catch (cause) {
    if (!limit.aborted) throw wrapWriteTrouble(directory, cause);
    throw new SalternError('BUSY', `Another saltern has been writing '${key}' for ${LIMIT_S} s`, {
      hint: 'End it: its lock goes with it.',
      cause,
    });
  }
}
