import { hostname } from 'node:os';
import { join } from 'node:path';
import { VERSION } from '../contract/package-facts.ts';
import { contentReader } from './farm/content-door.ts';
import { openContentCache } from './farm/content-cache.ts';
import { readFarmAccess } from './farm/farm-access.ts';
import { findFarm } from './farm/find-farm.ts';
import { runJob } from './farm/run-job.ts';
import { freeBytesOf, serveJobs } from './farm/serve-jobs.ts';
import { openWorkerHome } from './farm/worker-home.ts';
import { findLabels } from './farm/worker-labels.ts';
import type { ProjectOptions } from './load-project-for.ts';
import { measureLimits } from './measure-limits.ts';
import type { Services } from './services.ts';
import { readSigningKey, readSigningKeyFile } from './signing/read-signing-key.ts';

/** What contents of jobs may take on a worker's disk. */
const MOST_CACHE_BYTES = 4 * 2 ** 30;

export interface WorkerOptions extends Pick<ProjectOptions, 'project' | 'overlay'> {
  /** Default: the machine's name and the process. */
  readonly name?: string;
  /** Drivers whose instances it takes. Default: all that work here. */
  readonly driver?: readonly string[];
  /** What this machine can do, beside what is found out. */
  readonly label?: readonly string[];
  /** Ends after one job. Default false. */
  readonly once?: boolean;
  /** Folder that starters put formulas into. Default: they come through the database. */
  readonly sharedFolder?: string;
  /** File with the private key that signs its results. Default: that of the environment; without, they are not signed. */
  readonly signWith?: string;
}

/** What a worker came to. */
export interface WorkerEnd {
  readonly name: string;
  readonly labels: readonly string[];
  /** Jobs that it brought to a result. */
  readonly finished: number;
}

/**
 * The farm that the project here names, or the usual variables where there is none. Takes jobs that this machine can do and runs them, until it is interrupted; `say` hears one line for each thing that
 * happens. Leaves no instance behind. Throws `USAGE` without a database, `FARM_UNREACHABLE`, `BUSY`.
 */
export async function workForFarm(
  services: Services,
  options: WorkerOptions,
  say: (line: string) => void,
): Promise<WorkerEnd> {
  const {
    name = `${hostname()}-${process.pid}`,
    driver,
    project,
    overlay,
    label = [],
    once: isOnce = false,
    sharedFolder,
    signWith,
  } = options;
  const { signal, now, cacheDirectory } = services;
  const { farm, signing } = await findFarm(services, {
    ...(project === undefined ? {} : { project }),
    ...(overlay === undefined ? {} : { overlay }),
  });
  const { url, key } = readFarmAccess(services, farm);
  const signer =
    signWith === undefined ? await readSigningKey(services, signing) : await readSigningKeyFile(services, signWith);
  const { labels, unable } = await findLabels(services, driver ?? services.driverNames, label);
  for (const line of unable) say(line);
  await using home = await openWorkerHome(services, name);
  const limits = measureLimits();
  const { openBench } = await import('../farm/queue/index.ts');
  await using bench = await openBench({
    url,
    worker: { name, saltern: VERSION, labels, limits },
    waiting: { signal, tell: (why) => say(`waits for the first run: ${why}`) },
  });
  const read = contentReader(bench, sharedFolder);
  const cache = openContentCache({ folder: join(cacheDirectory, 'farm', 'content'), key, read, now });
  await cache.prune(MOST_CACHE_BYTES);
  say(`worker '${name}' takes jobs for ${labels.join(', ')}`);
  const finished = await serveJobs({
    bench,
    limits,
    isOnce,
    signal,
    now,
    tell: say,
    freeBytes: () => freeBytesOf(cacheDirectory),
    signer,
    run: (taken, within) => runJob(taken, within, { services, cache, home }),
  });
  return { name, labels, finished };
}
