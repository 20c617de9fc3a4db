import { spawn } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import type { Program } from '../../../src/contract/programs.ts';
import { hasCommand, lastLines, run } from './command.ts';
import { ensurePrograms } from './ensure-programs.ts';
import type { Steps } from './steps.ts';
import { TestbedError } from './testbed-error.ts';

const startLimitMs = 60_000;
/** What an engine needs besides programs: it pulls over TLS. */
const engineFiles: readonly Program[] = [
  { name: '/etc/ssl/certs/ca-certificates.crt', debian: 'ca-certificates', neededBy: ['engine'] },
];

/** Leaves a Docker engine that answers: the one that runs, or one installed and started here when we are root. */
export async function ensureDockerEngine(
  steps: Steps,
  options: { cacheDirectory: string; environment: NodeJS.ProcessEnv },
): Promise<void> {
  if (await engineAnswers()) return;
  const { cacheDirectory, environment } = options;
  const host = environment['DOCKER_HOST'];
  if (host) {
    throw new TestbedError(
      `Docker did not answer on '${host}'`,
      'Start it, or unset DOCKER_HOST to use a local engine.',
    );
  }
  if (process.getuid?.() !== 0) {
    const hint = 'Start it (systemctl start docker), or add yourself to the group docker, or run this as root.';
    throw new TestbedError("Docker did not answer on '/var/run/docker.sock'", hint);
  }
  const path = environment['PATH'] ?? '';
  if (await hasCommand('apt-get', path)) await ensurePrograms(['engine'], { steps, environment }, engineFiles);
  else if (!(await hasCommand('dockerd', path))) await steps.step('Docker engine: install', () => installEngine(path));
  await steps.step('Docker engine: start', () => startEngine(join(cacheDirectory, 'dockerd.log'), environment));
}

/** The engine outlives whoever starts it, so it must not work in a temporary folder that a test takes away with it. */
export function engineEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => name !== 'TMPDIR'));
}

async function engineAnswers(): Promise<boolean> {
  const answer = await execa('docker', ['version', '--format', '{{.Server.Version}}'], {
    reject: false,
    timeout: 10_000,
  });
  return answer.exitCode === 0;
}

/** Where there is no apt-get. */
async function installEngine(path: string): Promise<void> {
  if (!(await hasCommand('dnf', path))) {
    throw new TestbedError(
      'No Docker engine, and no apt-get or dnf to install one',
      'Install Docker, then call again.',
    );
  }
  const hint = 'Add a repository that has docker-ce (docs.docker.com/engine/install) or moby-engine, then call again.';
  // Starts any program: dnf, which no Debian needs.
  await run(['dnf', '-q', '-y', 'install', 'moby-engine']).catch(() =>
    run(['dnf', '-q', '-y', 'install', 'docker-ce'], { hint }),
  );
}

async function startEngine(log: string, environment: NodeJS.ProcessEnv): Promise<void> {
  await removeStalePid('/var/run/docker.pid');
  await mkdir(join(log, '..'), { recursive: true });
  await using file = await open(log, 'a');
  // Detached, so that it outlives us and no Ctrl-C of ours reaches it.
  const daemon = spawn('dockerd', [], {
    detached: true,
    cwd: '/',
    env: engineEnvironment(environment),
    stdio: ['ignore', file.fd, file.fd],
  });
  let ended: string | undefined;
  daemon.on('error', (error) => (ended = error.message));
  daemon.on('exit', (code, signal) => (ended = `it ended with ${code ?? signal}`));
  daemon.unref();
  const deadline = performance.now() + startLimitMs;
  while (!(await engineAnswers())) {
    if (ended !== undefined || performance.now() > deadline) {
      const told = lastLines(await readFile(log, 'utf8').catch(() => ''), 12);
      const why = ended ?? `no answer within ${startLimitMs / 1000} s`;
      throw new TestbedError(`dockerd did not start: ${why}\n${told}`, `Its whole log is '${log}'.`);
    }
    await delay(200);
  }
}

/** dockerd refuses to start over the pid file of a process that is gone, which a reboot or a crash leaves. */
async function removeStalePid(path: string): Promise<void> {
  const pid = Number(await readFile(path, 'utf8').catch(() => ''));
  if (!(pid > 0)) return;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (name.trim() !== 'dockerd') await rm(path, { force: true });
}
