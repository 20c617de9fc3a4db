import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDesk } from '../../src/farm/queue/index.ts';
import type { E2eProject, Environment, StartedCli } from './e2e-project.ts';
import type { PostgresServer } from './start-postgres.ts';

/** Workers as processes, and the database between them and the starter. */
export interface FarmScene extends AsyncDisposable {
  readonly environment: Environment;
  /** Of a worker's machine. */
  cacheOf(name: string): string;
  /** Starts one and waits until it takes jobs. */
  worker(
    name: string,
    argv?: readonly string[],
    more?: { readonly cache?: string | undefined; readonly driver?: string },
  ): Promise<StartedCli>;
}

/** A database of its own on the server; each worker has a cache of its own, unless it is told another. */
export async function openFarm(
  server: PostgresServer,
  project: E2eProject,
  variables: Environment = {},
): Promise<FarmScene> {
  const url = await server.url(`workers_${randomUUID().replaceAll('-', '')}`);
  // Makes the tables.
  await using _desk = await openDesk({ url });
  const caches = await mkdtemp(join(tmpdir(), 'saltern-workers-'));
  const environment = { SALTERN_FARM_URL: url, ...variables };
  const workers: StartedCli[] = [];
  const cacheOf = (name: string): string => join(caches, name);
  return {
    environment,
    cacheOf,
    async worker(name, argv = [], more = {}) {
      const { driver = 'fake' } = more;
      const cache = 'cache' in more ? more.cache : cacheOf(name);
      const all = ['worker', '--name', name, '--driver', driver, ...argv];
      const started = project.start(all, { ...environment, SALTERN_CACHE: cache });
      workers.push(started);
      await started.said(/takes jobs for/u);
      return started;
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) worker.kill('SIGTERM');
      await Promise.all(workers.map(({ ended }) => ended));
      await rm(caches, { recursive: true, force: true });
    },
  };
}
