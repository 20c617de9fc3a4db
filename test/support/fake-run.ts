import { mkdtempSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMasker } from '../../src/base/secret/masker.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { NewRunEvent } from '../../src/contract/events.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { InstanceResult, RunResult } from '../../src/contract/result.ts';
import { bindInstances, type BoundInstance } from '../../src/run/bind/bind-instances.ts';
import { openInstanceSessions } from '../../src/run/instance/instance-sessions.ts';
import { openInstanceStates } from '../../src/run/instance/instance-state.ts';
import { runInstances } from '../../src/run/run-instances.ts';
import type { RunOptions } from '../../src/run/run-options.ts';
import type { RunServices } from '../../src/run/instance/run-services.ts';
import type { Goal } from '../../src/contract/phases.ts';
import { countingDriver, scriptedProvisioner, scriptedVerifier, type Count, type Script } from './scripted-parts.ts';

export interface FakeRun {
  readonly services: RunServices;
  readonly driver: Driver;
  readonly events: NewRunEvent[];
  readonly connections: Count;
  readonly sessions: Count;
  /** Names of the instances that are there now. */
  running(): Promise<readonly string[]>;
  bind(plans: readonly InstancePlan[], goal?: Goal): Promise<readonly BoundInstance[]>;
  /** Binds the plans and runs them; `test` unless told otherwise. */
  run(plans: readonly InstancePlan[], change?: Partial<RunOptions>): Promise<RunResult>;
  /** The same of one. */
  runOne(plan: InstancePlan, change?: Partial<RunOptions>): Promise<InstanceResult>;
}

const MEMORY_BYTES = 2 ** 30;

/** A driver's section with which two instances have room at once. */
export const HALF_OF_MEMORY = { memory: MEMORY_BYTES / 2 };

/** The engine on the fake driver, with Salt and checks from a script and real state files in a folder of their own. */
export function fakeRun(script: Script = {}): FakeRun {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-run-'));
  const events: NewRunEvent[] = [];
  const connections: Count = { opened: 0, closed: 0 };
  const sessions: Count = { opened: 0, closed: 0 };
  const driver = countingDriver(script, connections);
  const services: RunServices = {
    project: { name: 'p', id: 'p-00000000', directory },
    runId: 'run-1',
    directory,
    cacheDirectory: directory,
    environment: { PATH: process.env['PATH'] },
    secrets: createMasker(),
    states: openInstanceStates(join(directory, 'instances')),
    sessions: openInstanceSessions(join(directory, 'sessions'), join(directory, 'locks')),
    driver: () => Promise.resolve(driver),
    provisioner: scriptedProvisioner(script, sessions),
    async lock(name, _signal, onWait) {
      await script.lock?.(name, onWait);
      return { [Symbol.asyncDispose]: () => Promise.resolve() };
    },
    emit(event) {
      events.push(event);
      script.hears?.(event);
    },
    now: () => performance.timeOrigin + performance.now(),
    limits: { memoryBytes: MEMORY_BYTES, cores: 100 },
  };
  const bind: FakeRun['bind'] = (plans, goal = 'test') =>
    bindInstances(plans, {
      driver: () => Promise.resolve(driver),
      verifier: () => Promise.resolve(scriptedVerifier(script)),
      goal,
      context: {
        signal: new AbortController().signal,
        environment: services.environment,
        cacheDirectory: directory,
        now: services.now,
        progress: () => undefined,
        output: () => undefined,
      },
    });
  const run: FakeRun['run'] = async (plans, change = {}) => {
    const options = runOptions(change);
    return await runInstances(await bind(plans, options.goal), options, services);
  };
  return {
    services,
    driver,
    events,
    connections,
    sessions,
    running: () => readdir(join(directory, 'fake', services.project.id)).catch(() => []),
    bind,
    run,
    async runOne(plan, change) {
      const [result] = (await run([plan], change)).instances;
      if (result === undefined) throw new Error('one instance, one result');
      return result;
    },
  };
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
