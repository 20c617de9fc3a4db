import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { loadDriver } from '../../drivers/index.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import type { ConvergeResult, StateResult } from '../../src/contract/result.ts';
import type { PassContext, ProvisionSession } from '../../src/contract/provisioner.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { examplePlan } from '../support/example-plan.ts';
import { describePrepare } from '../support/write-overlay.ts';
import type { El } from '../testbed/image/stand-ins.ts';
import { setupTestbed } from '../testbed/setup.ts';

/** A running stand-in with Salt in it, and a folder of formula files on the host. */
export interface SaltInstance extends AsyncDisposable {
  readonly plan: InstancePlan;
  readonly connection: Connection;
  /** Host folder of the formula repository; the formula `demo` lies in its folder `demo`. */
  readonly root: string;
  /** Writes host files below the root. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  open(change?: Partial<InstancePlan>): Promise<Opened>;
  /** Opens, applies once, closes. `limitMs`: as in `PassContext`. */
  apply(
    change?: Partial<InstancePlan>,
    limitMs?: Partial<PassContext['limitMs']>,
  ): Promise<Opened & { readonly result: ConvergeResult }>;
  /** stdout of a shell line in the guest. */
  run(line: string): Promise<string>;
}

/** A session, and what it and its passes tell. */
export interface Opened {
  readonly session: ProvisionSession;
  /** One pass; default: nothing aborts it, and it may take a minute. */
  pass(change?: Partial<Pick<PassContext, 'signal' | 'limitMs'>>): Promise<ConvergeResult>;
  readonly states: readonly StateResult[];
  readonly progress: readonly string[];
  readonly output: readonly string[];
}

const LIMIT_MS: PassContext['limitMs'] = { pass: 60_000, state: 60_000 };

/** Makes the image once per Salt release (kept by its key) and starts an instance of it. */
export async function startSaltInstance(
  el: El,
  version: string,
  change: Partial<InstancePlan> = {},
): Promise<SaltInstance> {
  const testbed = await setupTestbed({ quiet: true });
  const driver = await loadDriver('docker');
  const root = await mkdtemp(join(tmpdir(), 'saltern-salt-'));
  const image = testbed.images[el];
  const plan = examplePlan({
    name: `salt-test-${el}-${randomUUID().slice(0, 8)}`,
    platform: el,
    driver: { name: 'docker', config: { image } },
    salt: { from: 'pip', version, python: 'python3' },
    prepare: { commands: [], update: true, ...describePrepare(testbed) },
    trees: [{ name: 'demo', path: join(root, 'demo'), root }],
    states: { kind: 'states', states: ['demo'] },
    ...change,
  });
  const output: string[] = [];
  const context: DriverContext = {
    // All tests of a file share it: how long each may take is for the test to say.
    signal: new AbortController().signal,
    project: { name: 'salt-test', id: `salt-test-${randomUUID().slice(0, 8)}`, directory: root },
    runId: `run-${process.pid}`,
    timeoutMs: 600_000,
    now: () => Date.now(),
    environment: process.env,
    cacheDirectory: testbed.cacheDirectory,
    progress: () => {},
    output: (text) => void output.push(text),
  };
  const config = driver.configSchema.parse(plan.driver.config);
  const stages = await saltProvisioner.stages(plan, { ...context, snapshotUrl: driver.snapshotUrl });
  const removeRoot = () => rm(root, { recursive: true, force: true });
  await using undo = new AsyncDisposableStack();
  undo.defer(removeRoot);
  const prepared = await driver.prepare(plan, config, stages, context);
  const handle = await driver.create(plan, config, prepared, context);
  undo.move();
  const connection = await driver.connect(handle, context);
  const open = async (over: Partial<InstancePlan> = {}): Promise<Opened> => {
    const told = { states: [] as StateResult[], progress: [] as string[], output: [] as string[] };
    const { signal, cacheDirectory } = context;
    const listening: Omit<PassContext, 'limitMs'> = {
      signal,
      progress: (text, done, total) => void told.progress.push(`${text} ${done ?? ''}/${total ?? ''}`),
      output: (text) => void told.output.push(text),
      state: (state) => void told.states.push(state),
    };
    const session = await saltProvisioner.open({ ...plan, ...over }, connection, { ...listening, cacheDirectory });
    return { session, ...told, pass: (own) => session.apply({ ...listening, limitMs: LIMIT_MS, ...own }) };
  };
  return {
    plan,
    connection,
    root,
    open,
    write: (files) => writeFiles(root, files),
    apply: async (over, limitMs) => {
      const opened = await open(over);
      await using _session = opened.session;
      return { ...opened, result: await opened.pass({ limitMs: { ...LIMIT_MS, ...limitMs } }) };
    },
    run: async (line) => (await connection.exec(['sh', '-c', line])).stdout.trim(),
    [Symbol.asyncDispose]: async () => {
      await connection[Symbol.asyncDispose]();
      await driver.destroy(handle, context);
      await driver.sweep({ keep: [] }, context);
      if (plan.snapshot !== undefined || plan.salt.from === 'onedir') await removePrepared(prepared.reference);
      await removeRoot();
    },
  };
}

/** Images of inputs that no other run has; the label keeps it from the stand-in below them. */
async function removePrepared(reference: string): Promise<void> {
  const format = '{{index .Config.Labels "saltern.prepared"}} {{index .Config.Labels "saltern.parent"}}';
  const shown = await execa('docker', ['image', 'inspect', '--format', format, reference], { reject: false });
  const [key, parent] = shown.stdout.split(' ');
  if (shown.exitCode !== 0 || !key) return;
  await execa('docker', ['image', 'rm', '--no-prune', reference], { reject: false });
  if (parent) await removePrepared(parent);
}

async function writeFiles(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
