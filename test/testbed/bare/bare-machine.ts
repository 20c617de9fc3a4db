import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { run } from '../host/command.ts';
import { findPipAccess } from '../host/pip-environment.ts';

const enter = join(import.meta.dirname, 'enter-root.sh');
/** What a machine that installs from the same places as this one must know of them. */
const passedOn = /^(https?_proxy|no_proxy|SALTERN_DEBIAN_MIRROR)$/i;
/** Where the root keeps the certificates that Node and npm are told of. */
const kept = '/srv/certificates';

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
  let trust: Readonly<Record<string, string>>;
  try {
    await run(['tar', '-C', root, '--numeric-owner', '-xf', archive]);
    await copyTracked(checkout, join(root, 'srv/saltern'));
    trust = await copyCertificates(root, environment);
  } catch (error) {
    await remove();
    throw error;
  }
  const mounts = await findMounts(downloads);
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: '/root',
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => passedOn.test(name))),
    ...trust,
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

/**
 * Copies the bundles of certificates that this machine goes by, and returns what tells Node and npm of theirs. Each lies
 * where it lies here, for apt, until Debian's package writes that file anew; and in a place that nobody else writes. No
 * mount: a file that is one cannot be replaced, and the package would not install.
 */
async function copyCertificates(root: string, environment: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const named = {
    NODE_EXTRA_CA_CERTS: environment['NODE_EXTRA_CA_CERTS'],
    npm_config_cafile: await run(['npm', 'config', 'get', 'cafile']),
    apt: findPipAccess(environment).certificates,
  };
  const trust: Record<string, string> = {};
  for (const [name, file] of Object.entries(named)) {
    if (!file || !existsSync(file)) continue;
    await cp(file, join(root, file), { dereference: true });
    await cp(file, join(root, kept, name), { dereference: true });
    if (name !== 'apt') trust[name] = join(kept, name);
  }
  return trust;
}

type Mount = readonly [from: string, to: string];

/** What is downloaded, where names are looked up, and what npm is told by this machine's user. */
async function findMounts(downloads: string): Promise<readonly Mount[]> {
  const downloaded: readonly Mount[] = [
    [join(downloads, 'npm'), '/root/.npm'],
    [join(downloads, 'apt'), '/var/cache/apt/archives'],
  ];
  for (const [from] of downloaded) await mkdir(from, { recursive: true });
  const npmrc = await run(['npm', 'config', 'get', 'userconfig']);
  const settings: readonly Mount[] = [
    [npmrc, '/root/.npmrc'],
    ['/etc/resolv.conf', '/etc/resolv.conf'],
    ['/etc/hosts', '/etc/hosts'],
  ];
  return [...downloaded, ...settings.filter(([from]) => existsSync(from))];
}
