import { mkdtempSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeDriver } from '../../drivers/fake/fake-driver.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { NewRunEvent } from '../../src/contract/events.ts';
import type {
  CheckResult,
  ConvergeResult,
  InstancePlan,
  InstanceResult,
  RunResult,
  VerifyPlan,
} from '../../src/contract/model.ts';
import type { ContentDigests, Provisioner } from '../../src/contract/provisioner.ts';
import type { Verifier } from '../../src/contract/verifier.ts';
import { bindInstances, type BoundInstance } from '../../src/run/bind/bind-instances.ts';
import { openInstanceStates } from '../../src/run/instance/instance-state.ts';
import { runInstances } from '../../src/run/run-instances.ts';
import type { Goal, RunOptions, RunServices } from '../../src/run/run-options.ts';
import { examplePass } from './example-plan.ts';

/**
 * What Salt and checks say; what the driver does comes from the configuration in the plan. Each entry may throw. Default:
 * all is well.
 */
export interface Script {
  /** `session` counts from 1: how often Salt was opened. */
  readonly passes?: (name: string, session: number) => readonly ConvergeResult[];
  /** Before a session is open. */
  readonly open?: (session: number) => Promise<void>;
  /** Digests of what a session sent. */
  readonly sent?: (session: number) => ContentDigests;
  /** Digests of what lies on the host's disk. */
  readonly onDisk?: () => ContentDigests;
  readonly checks?: (name: string) => readonly CheckResult[];
  readonly canReboot?: boolean;
  /** Before an instance is ours; `onWait`: another one works on it. */
  readonly lock?: (name: string, onWait: () => void) => Promise<void>;
  /** Hears every event as it comes. */
  readonly hears?: (event: NewRunEvent) => unknown;
}

/** How many were opened and closed. */
export interface Count {
  opened: number;
  closed: number;
}

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

/** What a plan says whose checks are those of a script. */
export const SCRIPTED_CHECKS: readonly VerifyPlan[] = [
  { verifier: 'scripted', config: {}, place: { file: 'checks.yml', line: 1 } },
];

const MEMORY_BYTES = 2 ** 30;

/** A driver's section with which two instances have room at once. */
export const HALF_OF_MEMORY = { memory: MEMORY_BYTES / 2 };

const DIGESTS: ContentDigests = { formula: 'sha256:f', suite: 'sha256:s' };

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
    states: openInstanceStates(join(directory, 'instances')),
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

function countingDriver({ canReboot = true }: Script, count: Count): Driver {
  const base: Driver = fakeDriver();
  return {
    ...base,
    can: { ...base.can, reboot: canReboot },
    async connect(handle, context) {
      const connection = await base.connect(handle, context);
      return counted<Connection>(connection, count);
    },
  };
}

function scriptedProvisioner(script: Script, sessions: Count): Provisioner {
  let opened = 0;
  return {
    name: 'scripted',
    stages: () => Promise.resolve([]),
    digests: () => Promise.resolve(script.onDisk?.() ?? DIGESTS),
    async open(plan) {
      opened += 1;
      const session = opened;
      await script.open?.(session);
      const passes = [...(script.passes?.(plan.name, session) ?? [])];
      return counted(
        {
          digests: script.sent?.(session) ?? DIGESTS,
          apply: () => Promise.resolve(passes.shift() ?? examplePass()),
          [Symbol.asyncDispose]: () => Promise.resolve(),
        },
        sessions,
      );
    },
  };
}

function counted<T extends AsyncDisposable>(resource: T, count: Count): T {
  count.opened += 1;
  return {
    ...resource,
    async [Symbol.asyncDispose]() {
      count.closed += 1;
      await resource[Symbol.asyncDispose]();
    },
  };
}

function scriptedVerifier(script: Script): Verifier {
  return {
    name: 'scripted',
    where: 'guest',
    read: ({ value }) => Promise.resolve({ config: value ?? {}, problems: [] }),
    digest: (config) => Promise.resolve(`sha256:${JSON.stringify(config)}`),
    verify: (_config, { plan }) => Promise.resolve(script.checks?.(plan.name) ?? []),
  };
}
