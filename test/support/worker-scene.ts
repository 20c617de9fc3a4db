import { join } from 'node:path';
import { openContentCache } from '../../src/app/farm/content-cache.ts';
import { runJob } from '../../src/app/farm/run-job.ts';
import { serveJobs } from '../../src/app/farm/serve-jobs.ts';
import { openWorkerHome } from '../../src/app/farm/worker-home.ts';
import { loadProjectFor } from '../../src/app/load-project-for.ts';
import { runFleet, type RunFleetOptions } from '../../src/app/run-fleet.ts';
import { runOnWorkers } from '../../src/app/run-on-workers.ts';
import { planFleet } from '../../src/app/select-fleet.ts';
import type { Ed25519Key } from '../../src/base/sign/keys.ts';
import type { RunEvent } from '../../src/contract/events.ts';
import type { FarmBench, TakenJob } from '../../src/contract/farm.ts';
import type { InstanceResult } from '../../src/contract/result.ts';
import { fakeApp, type FakeApp } from './fake-app.ts';
import type { MemoryFarm } from './memory-farm.ts';

const GIB = 2 ** 30;
const LIMITS = { memoryBytes: 4 * GIB, cores: 4 };

/** A worker of this process, on a machine of its own as far as its disk goes. Disposing stops it. */
export interface SceneWorker extends AsyncDisposable {
  readonly app: FakeApp;
  readonly lines: readonly string[];
  /** What would be on the disk of that machine. */
  readonly directory: string;
  readonly bench: FarmBench;
}

export interface WorkerOptions {
  readonly name?: string;
  readonly labels?: readonly string[];
  readonly key?: Uint8Array;
  readonly limits?: { readonly memoryBytes: number; readonly cores: number };
  readonly signer?: Ed25519Key;
  readonly freeBytes?: () => Promise<number>;
  /** In place of running a job. */
  readonly run?: (taken: TakenJob, signal: AbortSignal) => Promise<InstanceResult>;
}

/** Starts a worker that takes jobs until it is disposed. */
export async function startWorker(farm: MemoryFarm, options: WorkerOptions = {}): Promise<SceneWorker> {
  const { name = 'w1', labels = ['fake'], key, limits = LIMITS, freeBytes = async () => GIB } = options;
  const stop = new AbortController();
  const app = fakeApp({}, { signal: stop.signal });
  const bench = farm.bench({ name, labels, limits });
  const lines: string[] = [];
  const home = await openWorkerHome(app, name);
  const cache = openContentCache({
    folder: join(app.cacheDirectory, 'farm/content'),
    key,
    read: bench.getContent,
    now: app.now,
  });
  const run = options.run ?? ((taken, signal) => runJob(taken, signal, { services: app, cache, home }));
  const serving = serveJobs({
    bench,
    limits,
    isOnce: false,
    signal: stop.signal,
    run,
    tell: (line) => void lines.push(line),
    freeBytes,
    signer: options.signer,
    now: app.now,
  });
  return {
    app,
    lines,
    directory: app.cwd,
    bench,
    async [Symbol.asyncDispose]() {
      stop.abort(new Error('the worker was stopped'));
      await serving;
      await home[Symbol.asyncDispose]();
    },
  };
}

export interface StarterOptions extends Partial<RunFleetOptions> {
  readonly key?: Uint8Array;
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  readonly snapshot?: string;
  readonly signers?: readonly Ed25519Key[];
}

/** Runs the project's whole fleet on the workers of the farm; with what was heard. */
export async function runOnFarm(app: FakeApp, farm: MemoryFarm, options: StarterOptions = {}) {
  const { key, labels = {}, snapshot, signers, ...more } = options;
  const project = await loadProjectFor(app, snapshot === undefined ? {} : { snapshot });
  const fleet = await planFleet(app, { project, selected: project.instances });
  const events: RunEvent[] = [];
  const { desk } = farm;
  const runner = runOnWorkers({
    desk,
    door: desk,
    key,
    labels,
    signers,
    secrets: app.secrets,
    explainNoTaker: () => undefined,
  });
  const listener = { on: (event: RunEvent) => void events.push(event) };
  const { result, troubles } = await runFleet(app, fleet, { goal: 'test', runner, listener, ...more });
  return { result, troubles, events, fleet };
}
