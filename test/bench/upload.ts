import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { loadDriver } from '../../drivers/index.ts';
import type { Connection } from '../../src/contract/connection.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { saltProvisioner } from '../../src/provision/salt-provisioner.ts';
import { examplePlan } from '../support/example-plan.ts';
import { execa } from 'execa';
import { seconds } from './measure.ts';

const FILES = 1000;

/** A formula of a thousand files of 1 kB, and both ways of bringing it into a running container. */
export async function uploadBench(container: string) {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-upload-'));
  const formula = join(directory, 'many');
  await mkdir(join(formula, 'files'), { recursive: true });
  await writeFile(join(formula, 'init.sls'), 'nothing:\n  test.nop\n');
  for (let index = 1; index < FILES; index += 1) {
    await writeFile(join(formula, 'files', `file-${index}`), `${index} `.padEnd(1024, 'x'));
  }
  const connection = await connect(container);
  const plan = examplePlan({ name: 'upload', trees: [{ name: 'many', path: formula, root: directory }] });
  return {
    /** The files are there and Salt is imported, as `open` leaves it, by one command over the connection that it uses. */
    floor: () => seconds(() => uploadBare(connection, formula)),
    async first(): Promise<number> {
      await connection.exec(['rm', '-rf', '/var/lib/saltern/srv', '/var/lib/saltern/etc']);
      return seconds(() => open());
    },
    unchanged: () => seconds(() => open()),
    async [Symbol.asyncDispose]() {
      await connection[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };

  async function open(): Promise<void> {
    await using _session = await saltProvisioner.open(plan, connection, {
      signal: new AbortController().signal,
      cacheDirectory: directory,
      progress: () => undefined,
      output: () => undefined,
    });
  }
}

async function uploadBare(connection: Connection, formula: string): Promise<void> {
  const script =
    "mkdir -p /srv/many && tar -C /srv/many -xf - && exec /opt/saltern/salt/bin/python3 -c 'import salt.cli.call, salt.state'";
  const { stdout: tar } = await execa('tar', ['-C', formula, '-cf', '-', '.'], { encoding: 'buffer' });
  const { code, stderr } = await connection.exec(['sh', '-c', script], { stdin: Readable.from([Buffer.from(tar)]) });
  if (code !== 0) throw new Error(stderr);
}

/** A way into a container that was started by hand. */
export async function connect(container: string): Promise<Connection> {
  const driver = await loadDriver('docker');
  const context: DriverContext = {
    signal: new AbortController().signal,
    project: { name: 'bench', id: 'bench', directory: tmpdir() },
    runId: 'bench',
    timeoutMs: 600_000,
    now: () => Date.now(),
    environment: process.env,
    cacheDirectory: tmpdir(),
    progress: () => undefined,
    output: () => undefined,
  };
  const handle = driver.handleSchema.parse({
    version: 1,
    container,
    name: 'upload',
    network: null,
    instance: 'upload',
    run: 'bench',
    image: '',
  });
  return driver.connect(handle, context);
}
