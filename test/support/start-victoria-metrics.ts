import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';

/** One line of an answer: what it is of, and its value. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface VictoriaMetrics extends AsyncDisposable {
  /** The series that a query gives. `at`: seconds since the epoch; default now. Throws what the server says of a bad query. */
  query(expression: string, at?: number): Promise<readonly Series[]>;
  /** Values of a label among the series that match. */
  labelValues(label: string, match: string): Promise<readonly string[]>;
}

/** Another process may have taken the free port by the time that the server listens. */
const PORTS = 5;

/** A VictoriaMetrics of its own on loopback that scrapes these addresses each second, under the name of each. */
export async function startVictoriaMetrics(targets: Readonly<Record<string, string>>): Promise<VictoriaMetrics> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-victoria-'));
  const jobs = Object.entries(targets).map(([name, url]) => {
    const { host, pathname } = new URL(url);
    return { job_name: name, scrape_interval: '1s', metrics_path: pathname, static_configs: [{ targets: [host] }] };
  });
  await writeFile(join(folder, 'scrape.yml'), stringify({ scrape_configs: jobs }));
  const { server, base } = await listen(folder);
  return {
    query: async (expression, at) => {
      // What was scraped is shown when it is flushed, some seconds later, unless it is asked for.
      await fetch(`${base}/internal/force_flush`);
      const time = at === undefined ? '' : `&time=${at}`;
      return toSeries(await ask(`${base}/api/v1/query?query=${encodeURIComponent(expression)}${time}`));
    },
    labelValues: async (label, match) => {
      const found = await ask(`${base}/api/v1/label/${label}/values?match[]=${encodeURIComponent(match)}`);
      return (found as { readonly data: readonly string[] }).data;
    },
    async [Symbol.asyncDispose]() {
      await end(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listen(folder: string): Promise<{ readonly server: ChildProcess; readonly base: string }> {
  let said = '';
  for (let tries = 0; tries < PORTS; tries++) {
    const address = `127.0.0.1:${await freePort()}`;
    const server = spawn(
      'victoria-metrics',
      [
        `-storageDataPath=${join(folder, 'data')}`,
        `-httpListenAddr=${address}`,
        `-promscrape.config=${join(folder, 'scrape.yml')}`,
        '-search.latencyOffset=0s',
        '-search.disableCache',
        '-memory.allowedBytes=64MB',
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const hear = (text: Buffer): void => void (said += text.toString());
    server.stdout.on('data', hear);
    server.stderr.on('data', hear);
    const ended = once(server, 'exit').then(() => 'ended' as const);
    if ((await Promise.race([ended, isUp(`http://${address}/health`, server)])) !== 'ended') {
      return { server, base: `http://${address}` };
    }
  }
  throw new Error(`victoria-metrics did not start:\n${said}`);
}

/** Asks until it answers: it says nothing else when it is ready. Ends with the server. */
async function isUp(url: string, server: ChildProcess): Promise<'up'> {
  while (server.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return 'up';
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return await new Promise<never>(() => undefined);
}

async function ask(url: string): Promise<unknown> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text);
}

function toSeries(answer: unknown): readonly Series[] {
  const { data } = answer as { readonly data: { readonly resultType: string; readonly result: unknown } };
  if (data.resultType !== 'vector') throw new Error(`not a vector: ${JSON.stringify(data)}`);
  const result = data.result as readonly {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
  }[];
  return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
