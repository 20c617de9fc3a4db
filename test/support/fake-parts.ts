import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { NewRunEvent } from '../../src/contract/events.ts';
import type { CheckResult, ConvergeResult } from '../../src/contract/model.ts';
import { openInstanceStates } from '../../src/run/instance-state.ts';
import type { RunOptions, RunParts } from '../../src/run/run-options.ts';

/** What the pretended instances do; each entry may throw. */
export interface Script {
  readonly create?: (name: string, signal: AbortSignal) => Promise<void>;
  /** `session` counts from 1: how often Salt was opened. */
  readonly passes?: (name: string, session: number) => readonly ConvergeResult[];
  readonly checks?: (name: string) => readonly CheckResult[];
  readonly memoryBytes?: number;
  /** Default: it works. */
  readonly reboot?: (name: string, signal: AbortSignal) => Promise<void>;
  /** Whether the driver can reboot. Default true. */
  readonly canReboot?: boolean;
}

export interface FakeParts {
  readonly parts: RunParts;
  readonly events: NewRunEvent[];
  /** Instances that are up now. */
  readonly running: Set<string>;
  /** Most instances that were ever between create and destroy at once. */
  readonly peak: { value: number };
}

const handleSchema = z.strictObject({ name: z.string(), boots: z.number() });

const CONNECTION: Connection = {
  exec: () => Promise.resolve({ code: 0, stdout: '', stderr: '', timedOut: false, durationMs: 1 }),
  put: () => Promise.resolve(),
  get: () => Promise.reject(new Error('nothing to get')),
  loginCommand: () => ['true'],
  [Symbol.asyncDispose]: () => Promise.resolve(),
};

export const CONVERGED: ConvergeResult = {
  outcome: 'pass',
  states: [],
  problems: [],
  saltVersion: '3007.15',
  durationMs: 5,
};

/** Everything the engine takes, pretended, with real state files in a folder of their own. */
export function fakeParts(script: Script = {}): FakeParts {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-run-'));
  const events: NewRunEvent[] = [];
  const running = new Set<string>();
  const peak = { value: 0 };
  let sessions = 0;
  const driver: Driver = {
    name: 'fake',
    can: { systemd: false, reboot: script.canReboot ?? true, warm: false },
    snapshotUrl: 'file:///srv/saltern/snapshot',
    configSchema: z.unknown(),
    handleSchema,
    doctor: () => Promise.resolve([]),
    resources: () => ({ memoryBytes: script.memoryBytes ?? 1, cores: 0.1 }),
    prepare: () => Promise.resolve({ reference: 'p', image: { reference: 'i', digest: 'sha256:0' }, built: false }),
    async create(plan, _config, _prepared, { signal }) {
      running.add(plan.name);
      peak.value = Math.max(peak.value, running.size);
      try {
        await script.create?.(plan.name, signal);
      } catch (error) {
        running.delete(plan.name);
        throw error;
      }
      return { name: plan.name, boots: 1 };
    },
    connect: () => Promise.resolve(CONNECTION),
    status: (handle) => Promise.resolve(running.has((handle as { name: string }).name) ? 'running' : 'gone'),
    destroy(handle) {
      running.delete((handle as { name: string }).name);
      return Promise.resolve();
    },
    async reboot(handle, { signal }) {
      const { name, boots } = handleSchema.parse(handle);
      await script.reboot?.(name, signal);
      return { name, boots: boots + 1 };
    },
    cached: () => Promise.resolve([]),
    forget: () => Promise.resolve([]),
    sweep: ({ instance }) => Promise.resolve(instance !== undefined && running.delete(instance) ? [instance] : []),
  };
  const parts: RunParts = {
    project: { name: 'p', id: 'p-00000000', directory },
    runId: 'run-1',
    directory,
    cacheDirectory: directory,
    environment: { PATH: process.env['PATH'] },
    states: openInstanceStates(join(directory, 'instances')),
    driver: () => Promise.resolve(driver),
    provisioner: {
      name: 'fake',
      stages: () => Promise.resolve([]),
      digests: () => Promise.resolve({ formula: 'sha256:f', suite: 'sha256:s' }),
      open(plan) {
        sessions += 1;
        const passes = [...(script.passes?.(plan.name, sessions) ?? [CONVERGED, CONVERGED])];
        return Promise.resolve({
          digests: { formula: 'sha256:f', suite: 'sha256:s' },
          apply: () => Promise.resolve(passes.shift() ?? CONVERGED),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        });
      },
    },
    verifier: { name: 'fake', verify: (plan) => Promise.resolve(script.checks?.(plan.name) ?? []) },
    lock: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    emit: (event) => void events.push(event),
    now: () => Date.now(),
    limits: { memoryBytes: 100, cores: 100 },
  };
  return { parts, events, running, peak };
}

export function runOptions(change: Partial<RunOptions> = {}): RunOptions {
  return {
    goal: 'test',
    destroy: 'passing',
    isFailFast: false,
    concurrency: undefined,
    signal: new AbortController().signal,
    ...change,
  };
}
