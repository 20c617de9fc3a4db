import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import type { Project } from '../config/project.ts';
import type { InstanceSummary, Reporter } from '../contract/events.ts';
import { projectFolders } from '../contract/project-folders.ts';
import type { Store } from '../contract/store.ts';
import type { ReporterContext } from '../contract/reporter.ts';
import { openWanted, openWantedOfFleet, REPORTERS } from '../report/index.ts';
import { ndjsonReporter } from '../report/log/ndjson-reporter.ts';
import { wrapWriteTrouble } from '../contract/write-trouble.ts';
import { recordEvents } from '../store/record-events.ts';
import type { Services } from './services.ts';

/** What reports need to know of a project. */
export interface ReportedProject extends Pick<Project, 'reportsDirectory' | 'reports'> {
  readonly identity: { readonly name: string };
  /** Default: nothing that was found out ages. */
  readonly gateFile?: string;
  readonly instances: readonly InstanceSummary[];
}

type ReportServices = Pick<Services, 'cwd' | 'environment' | 'order'>;

interface ReportedRun {
  readonly project: ReportedProject;
  readonly runId: string;
  readonly store: Store;
  /** Whether its instances' logs were written elsewhere, and are in its folder already. Default false. */
  readonly hasLogs?: boolean;
}

/**
 * Makes the run's folder, and opens the reporters that the project wants and the one that keeps the history. Throws
 * `NO_SPACE`, `INTERNAL`.
 */
export async function openReporters(
  services: ReportServices,
  { project, runId, store, hasLogs = false }: ReportedRun,
): Promise<readonly Reporter[]> {
  const context = describeContext(services, project, store);
  await makeRunFolder(context.folders.run(runId).directory, context.folders.latest);
  if (!hasLogs) return [...(await openWanted(project.reports, context)), recordEvents(store)];
  const { log: _log, ...others } = REPORTERS;
  const story = ndjsonReporter({ isWhole: false });
  return [story, ...(await openWanted(project.reports, context, others)), recordEvents(store)];
}

/** The same for what happens to snapshots and channels, outside of runs; makes no folder. */
export async function openFleetReporters(
  services: ReportServices,
  project: ReportedProject,
  store: Store,
): Promise<readonly Reporter[]> {
  const wanted = await openWantedOfFleet(project.reports, describeContext(services, project, store));
  return [...wanted, recordEvents(store)];
}

function describeContext(
  { cwd, environment, order }: ReportServices,
  { identity, instances, reportsDirectory, gateFile }: ReportedProject,
  store: Store,
): ReporterContext {
  return {
    project: identity.name,
    cwd,
    environment,
    order,
    folders: projectFolders(reportsDirectory),
    instances: instances.map(({ name, formula, suite, platform }) => ({ name, formula, suite, platform })),
    verdicts: store.verdicts(),
    packages: (instance, runId, snapshot) => store.evidence().packages(instance, runId, snapshot),
    ...(gateFile === undefined ? {} : { maxAgeMs: () => findAge(gateFile) }),
  };
}

/** Few reports ask, and what reads a policy takes longer to load than they do. */
async function findAge(gateFile: string): Promise<number | undefined> {
  const { findMaxAge } = await import('./find-max-age.ts');
  return await findMaxAge(gateFile);
}

async function makeRunFolder(directory: string, latest: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await pointLatest(latest, directory);
  } catch (cause) {
    throw wrapWriteTrouble(directory, cause);
  }
}

/** Made under another name and renamed: the link is there at every moment. */
async function pointLatest(link: string, directory: string): Promise<void> {
  const aside = `${link}.${basename(directory)}`;
  await rm(aside, { force: true });
  await symlink(relative(dirname(link), directory), aside);
  await rename(aside, link);
}
