import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { run } from '../host/command.ts';
import { findPipAccess } from '../host/pip-environment.ts';

const enter = join(import.meta.dirname, 'enter-root.sh');
/** What a machine that installs from the same places as this one must know of them. */
const passedOn = /^(https?_proxy|no_proxy|NODE_EXTRA_CA_CERTS|SALTERN_DEBIAN_MIRROR)$/i;

/** How a command ended, and what it wrote, both streams in their order. */
export interface BareResult {
  readonly exitCode: number | undefined;
  readonly all: string;
}

/** A root on which nobody has worked, with a checkout in `/srv/saltern`; disposing of it removes it. Needs root. */
export interface BareMachine extends AsyncDisposable {
  /** Runs a command in the checkout, as root or as a user who may not install. A non-zero exit is a result. */
  run(argv: readonly string[], options?: { readonly user?: 'root' | 'nobody' }): Promise<BareResult>;
}

/** Unpacks a bare root and copies the tracked files of `checkout` into it; downloads are kept in `downloads`. */
export async function openBareMachine(options: {
  /** The tar that `ensureBareRoot` made. */
  readonly archive: string;
  readonly checkout: string;
  /** A folder of the cache for what npm and apt fetch: the next machine finds it there. */
  readonly downloads: string;
  readonly environment: NodeJS.ProcessEnv;
}): Promise<BareMachine> {
  const { archive, checkout, downloads, environment } = options;
  const root = await mkdtemp(join(tmpdir(), 'saltern-bare-'));
  const remove = () => rm(root, { recursive: true, force: true });
  try {
    await run(['tar', '-C', root, '--numeric-owner', '-xf', archive]);
    await copyTracked(checkout, join(root, 'srv/saltern'));
  } catch (error) {
    await remove();
    throw error;
  }
  const mounts = await findMounts(downloads, environment);
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.test(name))),
  };
  return {
    async run(argv, { user = 'root' } = {}) {
      const as = user === 'root' ? [] : ['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups'];
      const inside = ['env', '--chdir=/srv/saltern', ...as, ...argv];
      // Starts sh: the script beside this file.
      const { exitCode, all } = await execa(enter, [root, ...mounts.flat(), '--', ...inside], {
        env,
        extendEnv: false,
        reject: false,
        all: true,
        stdin: 'ignore',
      });
      return { exitCode, all };
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** As they are in the working tree: what is about to be committed is what is tested. */
async function copyTracked(checkout: string, target: string): Promise<void> {
  // The checkout may belong to the user whom a CI runs its other steps as.
  const list = await run(['git', '-c', 'safe.directory=*', 'ls-files', '-z'], { cwd: checkout });
  for (const name of list.split('\0').filter((one) => existsSync(join(checkout, one)) && one !== '')) {
    await mkdir(join(target, name, '..'), { recursive: true });
    await cp(join(checkout, name), join(target, name), { verbatimSymlinks: true });
  }
}

type Mount = readonly [from: string, to: string];

/** Where names are looked up, what npm is told by this machine's user, and the certificates that either names. */
async function findMounts(downloads: string, environment: NodeJS.ProcessEnv): Promise<readonly Mount[]> {
  const kept: readonly Mount[] = [
    [join(downloads, 'npm'), '/root/.npm'],
    [join(downloads, 'apt'), '/var/cache/apt/archives'],
  ];
  for (const [from] of kept) await mkdir(from, { recursive: true });
  const [npmrc, cafile] = await Promise.all(['userconfig', 'cafile'].map((key) => run(['npm', 'config', 'get', key])));
  const certificates = [cafile, environment['NODE_EXTRA_CA_CERTS'], findPipAccess(environment).certificates];
  const here = [...new Set([...certificates, '/etc/resolv.conf', '/etc/hosts'])].filter(
    (file) => file && existsSync(file),
  );
  const settings: readonly Mount[] = npmrc && existsSync(npmrc) ? [[npmrc, '/root/.npmrc']] : [];
  return [...kept, ...settings, ...here.map((file): Mount => [file ?? '', file ?? ''])];
}
