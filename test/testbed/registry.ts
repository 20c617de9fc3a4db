import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { lastLines, run } from './host/command.ts';
import { freePort } from './host/free-port.ts';
import { TestbedError } from './host/testbed-error.ts';

const startLimitMs = 60_000;

/** A container registry on loopback; disposing of it stops it and removes what it stored. */
export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT`: what stands before the first slash of an image reference. */
  readonly address: string;
}

/** Who may push and pull. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** Starts Debian's docker-registry on a free port, empty; with credentials it asks everybody for them. */
export async function startRegistry(credentials?: Credentials): Promise<Registry> {
  const directory = await mkdtemp(join(tmpdir(), 'saltern-registry-'));
  const address = `127.0.0.1:${await freePort()}`;
  const htpasswd = join(directory, 'htpasswd');
  if (credentials !== undefined)
    await writeFile(htpasswd, `${credentials.user}:${await bcrypt(credentials.password)}\n`);
  const config = join(directory, 'config.yml');
  await writeFile(
    config,
    stringify({
      version: 0.1,
      log: { level: 'warn' },
      storage: { filesystem: { rootdirectory: join(directory, 'storage') }, delete: { enabled: true } },
      http: { addr: address },
      ...(credentials === undefined ? {} : { auth: { htpasswd: { realm: 'testbed', path: htpasswd } } }),
    }),
  );
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const output: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      isOver = true;
      resolve();
    };
    child.on('error', end).on('close', end);
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await over;
    await rm(directory, { recursive: true, force: true });
  };
  if (!(await waitUntilItAnswers(address, () => isOver))) {
    await stop();
    const told = lastLines(output.join(''), 8);
    throw new TestbedError(
      `docker-registry did not answer on '${address}':\n${told}`,
      'Is the package docker-registry installed?',
    );
  }
  return { address, [Symbol.asyncDispose]: stop };
}

async function waitUntilItAnswers(address: string, isOver: () => boolean): Promise<boolean> {
  const deadline = performance.now() + startLimitMs;
  while (!isOver() && performance.now() < deadline) {
    const status = await fetch(`http://${address}/v2/`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200 || status === 401) return true;
    await delay(50);
  }
  return false;
}

/** The registry takes nothing but bcrypt. The C library of Debian knows it, and Perl, which Debian always has, asks it. */
async function bcrypt(password: string): Promise<string> {
  const salt = randomBytes(11).toString('hex');
  return run(['perl', '-e', 'print crypt($ENV{PASSWORD}, $ENV{SALT})'], {
    env: { PASSWORD: password, SALT: `$2y$05$${salt}` },
  });
}
