import { rm, writeFile } from 'node:fs/promises';
import { run } from './command.ts';

/** One `apt-get update` and one install, without questions and without starting services. */
export async function installWithApt(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const hint = 'Is the Debian mirror of this machine reachable?';
  await using _ = await holdServices();
  await run(['apt-get', '-qq', 'update'], { env, hint });
  await run(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...packages], { env, hint });
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
