import { hasCommand, run } from './command.ts';
import type { Steps } from './steps.ts';
import { TestbedError } from './testbed-error.ts';

/** Programs the testbed runs on the host, and the Debian package that brings each. */
const tools: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  rpmbuild: 'rpm',
  createrepo_c: 'createrepo-c',
  'docker-registry': 'docker-registry',
  xmllint: 'libxml2-utils',
};

/** Installs the host programs that are missing; on anything but Debian says which ones those are. */
export async function ensureHostTools(steps: Steps, environment: NodeJS.ProcessEnv): Promise<void> {
  const path = environment['PATH'] ?? '';
  const present = await Promise.all(Object.keys(tools).map((name) => hasCommand(name, path)));
  const missing = Object.keys(tools).filter((_, index) => !present[index]);
  if (missing.length === 0) return;
  const packages = missing.map((name) => tools[name] ?? name);
  if (process.getuid?.() !== 0 || !(await hasCommand('apt-get', path))) {
    const hint = `Install them (on Debian or Ubuntu, as root: apt-get install ${packages.join(' ')}), then call again.`;
    throw new TestbedError(`The testbed needs ${missing.map((name) => `'${name}'`).join(', ')} on this machine`, hint);
  }
  await steps.step(`host tools: ${packages.join(', ')}`, () => installWithApt(packages));
}

/** One `apt-get update` and one install, without questions and without starting services. */
export async function installWithApt(packages: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const hint = 'Is the Debian mirror of this machine reachable?';
  await run(['apt-get', '-qq', 'update'], { env, hint });
  await run(['apt-get', '-qq', '-y', '--no-install-recommends', 'install', ...packages], { env, hint });
}
