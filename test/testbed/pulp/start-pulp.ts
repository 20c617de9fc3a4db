import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { waitUntil } from '../../../src/base/wait/wait-until.ts';
import { startPostgres } from '../../support/start-postgres.ts';
import { findCacheDirectory } from '../host/cache.ts';
import { lastLines } from '../host/command.ts';
import { freePort } from '../host/free-port.ts';
import { createSteps } from '../host/steps.ts';
import { TestbedError } from '../host/testbed-error.ts';
import { ensurePulp, PULP_ADMIN } from './ensure-pulp.ts';
import { writeSettings } from './write-settings.ts';

/** How a Pulp is found; plain data. */
export interface PulpAddress {
  /** Of the API: `http://127.0.0.1:20817`. */
  readonly url: string;
  /** Of the content: `http://127.0.0.1:20816`. */
  readonly content: string;
  readonly user: string;
  readonly password: string;
  /** Folder that repositories may be synchronized from; what lies there is the test's own. */
  readonly imports: string;
  /** Folder of what Pulp keeps: a file that is damaged there is damaged in Pulp. */
  readonly media: string;
}

/** A Pulp of its own on loopback; disposing of it ends it and removes all. */
export interface PulpServer extends PulpAddress, AsyncDisposable {}

const START_MS = 180_000;

const statusSchema = z.object({
  online_workers: z.array(z.unknown()),
  online_content_apps: z.array(z.unknown()),
  redis_connection: z.object({ connected: z.boolean() }),
});

/**
 * Starts Pulp with PostgreSQL and Redis of its own: API, content server, one worker. Ten seconds once it is in the cache. All
 * of them end with this process. Throws `TestbedError` with the last that was said.
 */
export async function startPulp(): Promise<PulpServer> {
  const steps = createSteps((text) => process.stderr.write(text));
  const installed = await ensurePulp({
    steps,
    cacheDirectory: findCacheDirectory(process.env),
    environment: process.env,
  });
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'pulp-'));
  undo.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const imports = await mkdtemp(join(tmpdir(), 'pulp-imports-'));
  undo.defer(() => rm(imports, { recursive: true, force: true }));
  const postgres = undo.use(await startPostgres({ from: { data: installed.data, made: ['pulp'] } }));
  const [api, content] = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  const redis = join(folder, 'redis.sock');
  const env = await writeSettings({
    folder,
    key: installed.key,
    database: postgres.folder,
    content: `http://${content}`,
    redis,
    imports,
  });
  const start = (name: string, argv: readonly string[]): void => {
    const [file = '', ...rest] = argv;
    // Starts redis-server: and Pulp's own programs.
    const child = execa(file, rest, {
      env,
      stdin: 'ignore',
      stdout: { file: join(folder, `${name}.log`) },
      stderr: { file: join(folder, `${name}.log`) },
      buffer: false,
      reject: false,
      forceKillAfterDelay: 5000,
    });
    undo.defer(async () => {
      child.kill('SIGTERM');
      await child;
    });
  };
  start('redis', ['redis-server', '--port', '0', '--unixsocket', redis, '--save', '', '--dir', folder]);
  const program = (name: string): readonly string[] => [installed.python, join(installed.python, '..', name)];
  const server = ['--no-control-socket', '--workers', '1', '--log-level', 'warning'];
  start('api', [...program('pulpcore-api'), ...server, '--bind', api]);
  start('content', [...program('pulpcore-content'), ...server, '--bind', content]);
  start('worker', program('pulpcore-worker'));
  await untilReady(`http://${api}`, folder);
  const kept = undo.move();
  return {
    url: `http://${api}`,
    content: `http://${content}`,
    ...PULP_ADMIN,
    imports,
    media: join(folder, 'media'),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function untilReady(url: string, folder: string): Promise<void> {
  const { signal } = new AbortController();
  const isUp = async (): Promise<true | undefined> => {
    const response = await fetch(`${url}/pulp/api/v3/status/`).catch(() => undefined);
    if (response?.ok !== true) return undefined;
    const status = statusSchema.parse(await response.json());
    const parts = [status.online_workers.length > 0, status.online_content_apps.length > 0];
    return parts.every(Boolean) && status.redis_connection.connected ? true : undefined;
  };
  if ((await waitUntil(isUp, { signal, timeoutMs: START_MS, intervalMs: 200 })) !== undefined) return;
  const logs = ['redis', 'api', 'content', 'worker'].map(async (name) => {
    const text = await readFile(join(folder, `${name}.log`), 'utf8').catch(() => '');
    return `${name}:\n${lastLines(text, 8)}`;
  });
  throw new TestbedError(`Pulp did not answer on '${url}':\n${(await Promise.all(logs)).join('\n')}`, 'Look above.');
}
