import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeDriver } from '../../drivers/fake/fake-driver.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { NewRunEvent } from '../../src/contract/events.ts';
import type { CheckResult, ConvergeResult, InstancePlan, RunResult, VerifyPlan } from '../../src/contract/model.ts';
import type { Provisioner } from '../../src/contract/provisioner.ts';
import type { Verifier } from '../../src/contract/verifier.ts';
import { bindInstances } from '../../src/run/bind/bind-instances.ts';
import { openInstanceStates } from '../../src/run/instance/instance-state.ts';
import { runInstances } from '../../src/run/run-instances.ts';
import type { RunOptions, RunServices } from '../../src/run/run-options.ts';
import { examplePass } from './example-plan.ts';

/** What the pretended instances do; each entry may throw. Default: all goes well. */
export interface Script {
  readonly create?: (name: string, signal: AbortSignal) => Promise<void>;
  /** `session` counts from 1: how often Salt was opened. */
  readonly passes?: (name: string, session: number) => readonly ConvergeResult[];
  readonly checks?: (name: string) => readonly CheckResult[];
  readonly memoryBytes?: number;
  readonly reboot?: (name: string, signal: AbortSignal) => Promise<void>;
  readonly canReboot?: boolean;
}

export interface FakeRun {
  readonly services: RunServices;
  readonly driver: Driver;
  readonly events: NewRunEvent[];
  /** Instances that are up now. */
  readonly running: Set<string>;
  /** Most instances that were ever between create and destroy at once. */
  readonly peak: { value: number };
  /** Binds the plans and runs them; `test` unless told otherwise. */
  run(plans: readonly InstancePlan[], change?: Partial<RunOptions>): Promise<RunResult>;
}

/** What a plan says whose checks are those of a script. */
export const SCRIPTED_CHECKS: readonly VerifyPlan[] = [
  { verifier: 'scripted', config: {}, place: { file: 'checks.yml', line: 1 } },
];

/**
 * The engine on the fake driver, with Salt and checks from a script and real state files in a folder of their own; what
 * the driver does on top of it comes from its configuration.
 */
export function fakeRun(script: Script = {}): FakeRun {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-run-'));
  const events: NewRunEvent[] = [];
  const running = new Set<string>();
  const peak = { value: 0 };
  const driver = scriptedDriver(script, { running, peak });
  const services: RunServices = {
    project: { name: 'p', id: 'p-00000000', directory },
    runId: 'run-1',
    directory,
    cacheDirectory: directory,
    environment: { PATH: process.env['PATH'] },
    states: openInstanceStates(join(directory, 'instances')),
    provisioner: scriptedProvisioner(script),
    lock: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
    emit: (event) => void events.push(event),
    now: () => Date.now(),
    limits: { memoryBytes: 100, cores: 100 },
  };
  return {
    services,
    driver,
    events,
    running,
    peak,
    async run(plans, change = {}) {
      const options = runOptions(change);
      const { environment, cacheDirectory } = services;
      const bound = await bindInstances(plans, {
        driver: () => Promise.resolve(driver),
        verifier: () => Promise.resolve(scriptedVerifier(script)),
        goal: options.goal,
        context: {
          signal: options.signal,
          environment,
          cacheDirectory,
          now: services.now,
          progress: () => undefined,
          output: () => undefined,
        },
      });
      return await runInstances(bound, options, services);
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

function scriptedDriver(script: Script, { running, peak }: Pick<FakeRun, 'running' | 'peak'>): Driver {
  const base: Driver = fakeDriver();
  const nameOf = (handle: unknown) => (handle as { instance: string }).instance;
  return {
    ...base,
    can: { ...base.can, reboot: script.canReboot ?? true },
    resources: () => ({ memoryBytes: script.memoryBytes ?? 1, cores: 0.1 }),
    async create(plan, config, prepared, context) {
      running.add(plan.name);
      peak.value = Math.max(peak.value, running.size);
      try {
        await script.create?.(plan.name, context.signal);
        return await base.create(plan, config, prepared, context);
      } catch (error) {
        running.delete(plan.name);
        throw error;
      }
    },
    async destroy(handle, context) {
      running.delete(nameOf(handle));
      await base.destroy(handle, context);
    },
    async reboot(handle, context) {
      await script.reboot?.(nameOf(handle), context.signal);
      return await base.reboot(handle, context);
    },
  };
}

function scriptedProvisioner(script: Script): Provisioner {
  const digests = { formula: 'sha256:f', suite: 'sha256:s' };
  let sessions = 0;
  return {
    name: 'scripted',
    stages: () => Promise.resolve([]),
    digests: () => Promise.resolve(digests),
    open(plan) {
      sessions += 1;
      const passes = [...(script.passes?.(plan.name, sessions) ?? [])];
      return Promise.resolve({
        digests,
        apply: () => Promise.resolve(passes.shift() ?? examplePass()),
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  };
}

function scriptedVerifier(script: Script): Verifier {
  return {
    name: 'scripted',
    where: 'guest',
    read: ({ value }) => Promise.resolve({ config: value ?? {}, problems: [] }),
    digest: () => Promise.resolve('sha256:c'),
    verify: (_config, { plan }) => Promise.resolve(script.checks?.(plan.name) ?? []),
  };
}
