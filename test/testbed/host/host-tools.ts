import { access, rm, writeFile } from 'node:fs/promises';
import { hasCommand, run } from './command.ts';
import type { Steps } from './steps.ts';
import { TestbedError } from './testbed-error.ts';

/** Host programs by name, or files by absolute path, and the Debian package that brings each. */
export type HostTools = Readonly<Record<string, string>>;

/** What every test with a stand-in needs. */
export const basicTools: HostTools = {
  mmdebstrap: 'mmdebstrap',
  rpmbuild: 'rpm',
  createrepo_c: 'createrepo-c',
  'docker-registry': 'docker-registry',
  xmllint: 'libxml2-utils',
};

/** What is needed to make VM images, to boot them and to log in; installed when the first one is asked for. */
export const vmTools: HostTools = {
  'qemu-system-x86_64': 'qemu-system-x86',
  'qemu-img': 'qemu-utils',
  '/usr/share/OVMF/OVMF_CODE_4M.fd': 'ovmf',
  '/usr/lib/grub/i386-pc/boot.img': 'grub-pc-bin',
  '/usr/lib/grub/x86_64-efi/normal.mod': 'grub-efi-amd64-bin',
  'grub-mkimage': 'grub-common',
  mformat: 'mtools',
  sfdisk: 'fdisk',
  mke2fs: 'e2fsprogs',
  ssh: 'openssh-client',
  sshd: 'openssh-server',
  xz: 'xz-utils',
  zstd: 'zstd',
};

/** Installs the host programs that are missing; on anything but Debian says which ones those are. */
export async function ensureHostTools(
  steps: Steps,
  environment: NodeJS.ProcessEnv,
  tools: HostTools = basicTools,
): Promise<void> {
  const path = environment['PATH'] ?? '';
  const present = await Promise.all(Object.keys(tools).map((name) => isPresent(name, path)));
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

async function isPresent(name: string, path: string): Promise<boolean> {
  if (!name.startsWith('/')) return hasCommand(name, path);
  return access(name).then(
    () => true,
    () => false,
  );
}
