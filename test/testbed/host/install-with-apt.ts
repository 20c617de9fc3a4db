import { glob, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { run } from './command.ts';

/** Where Debian notes by links which services begin with the machine. */
const enabled = '/etc/systemd/system/*.wants/*';
/** Who has a container engine installed wants it after the next boot too. */
const engine = /^(docker|containerd)\./;

/**
 * One `apt-get update` and one install, without questions. No service is started, and none but a container engine begins
 * with the machine from now on: an SSH server that a test uses is not to wait for the world after the next boot.
 */
export async function installWithApt(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const hint = 'Is the Debian mirror of this machine reachable?';
  const before = new Set(await Array.fromAsync(glob(enabled)));
  await using _ = await holdServices();
  await run(['apt-get', '-qq', 'update'], { env, hint });
  try {
    await run(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...packages], { env, hint });
  } finally {
    // After a failure too: what apt set up before it stays installed.
    const added = (await Array.fromAsync(glob(enabled))).filter((link) => !before.has(link));
    await Promise.all(added.filter((link) => !engine.test(basename(link))).map((link) => rm(link)));
  }
}

/** Debian's way to keep a package from starting its daemon: a policy that says no. One that is there already stays. */
async function holdServices(): Promise<AsyncDisposable> {
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = await writeFile(policy, '#!/bin/sh\nexit 101\n', { flag: 'wx', mode: 0o755 }).then(
    () => true,
    () => false,
  );
  return { [Symbol.asyncDispose]: async () => (isOurs ? rm(policy, { force: true }) : undefined) };
}
