import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { machinesFolder } from '../../drivers/qemu/machine/machine-folder.ts';
import { qemuDriver } from '../../drivers/qemu/qemu-driver.ts';
import type { QemuConfig } from '../../drivers/qemu/config.ts';
import type { QemuHandle } from '../../drivers/qemu/handle.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { Driver } from '../../src/contract/driver.ts';
import type { Prepared, PrepareStage } from '../../src/contract/prepare.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import type { JsonObject } from '../../src/base/json/json.ts';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { describeMachine } from '../support/describe-machine.ts';
import { driverContext, type RecordedContext } from '../support/driver-context.ts';
import { examplePlan } from '../support/example-plan.ts';
import type { Testbed } from '../testbed/setup.ts';

/** A running machine with a way in; disposing removes it. */
export interface SceneMachine extends AsyncDisposable {
  readonly handle: QemuHandle;
  readonly connection: Connection;
  /** Standard output of a line of shell, without its last line end. */
  say(line: string): Promise<string>;
}

/** One prepared machine from which all tests take theirs: the image is booted once. */
export interface QemuScene extends AsyncDisposable {
  readonly driver: Driver<QemuConfig, QemuHandle>;
  readonly section: JsonObject;
  readonly config: QemuConfig;
  readonly context: RecordedContext;
  readonly stage: PrepareStage;
  readonly prepared: Prepared;
  /** The same project, what is shown recorded apart. */
  contextOf(change: Partial<DriverContext>): RecordedContext;
  take(change: Partial<InstancePlan>, context?: DriverContext): Promise<SceneMachine>;
  /** Folders of machines. */
  folders(): Promise<readonly string[]>;
  /** Processes that name a machine's folder of this scene. */
  processes(): Promise<readonly string[]>;
}

/** What the prepared machine was like is in `/opt/before`. Its own sshd makes the keys, and may have failed to beside much else. */
const REMEMBER =
  'systemctl start sshd && mkdir -p /opt/before && cp /etc/machine-id /etc/ssh/ssh_host_*.pub /opt/before/';

export async function qemuScene(testbed: Testbed): Promise<QemuScene> {
  const driver = qemuDriver();
  const context = driverContext({ signal: AbortSignal.timeout(1_500_000), timeoutMs: 1_500_000 });
  const { project, cacheDirectory } = context;
  const contextOf = (change: Partial<DriverContext>): RecordedContext => {
    const shown: string[] = [];
    return { ...context, progress: (text) => shown.push(text), ...change, shown, told: [] };
  };
  const remove = async (): Promise<void> => {
    await driver.sweep({ keep: [] }, { ...context, signal: AbortSignal.timeout(60_000) });
    await rm(project.directory, { recursive: true, force: true });
  };
  try {
    const section = await describeMachine(testbed, 'el9');
    const config = driver.configSchema.parse(section);
    const stage: PrepareStage = {
      name: 'salt',
      key: randomUUID().replaceAll('-', ''),
      steps: [{ name: 'what it was like before', files: {}, texts: {}, script: REMEMBER }],
    };
    const prepared = await driver.prepare(examplePlan({ name: 'scene' }), config, [stage], context);
    const folders = async () => await readdir(machinesFolder(cacheDirectory)).catch(() => []);
    return {
      driver,
      section,
      config,
      context,
      stage,
      prepared,
      contextOf,
      folders,
      async take(change, own = context) {
        const handle = await driver.create(examplePlan(change), config, prepared, own);
        const connection = await driver.connect(handle, own);
        return {
          handle,
          connection,
          say: async (line) => (await connection.exec(['/bin/sh', '-c', line])).stdout.trimEnd(),
          async [Symbol.asyncDispose]() {
            await connection[Symbol.asyncDispose]();
            await driver.destroy(handle, context);
          },
        };
      },
      processes: () => findProcesses(machinesFolder(cacheDirectory)),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function findProcesses(word: string): Promise<readonly string[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    names.map((name) => readFile(join('/proc', name, 'cmdline'), 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(word));
}
