import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress } from 'node:zlib';
import { lastLines } from '../host/command.ts';
import { TestbedError } from '../host/testbed-error.ts';
import type { StandIn } from './stand-ins.ts';

/** The Debian packages in an image: an init, a package manager that speaks RPM, and Python for Salt. */
export const includedPackages: readonly string[] =
  'systemd systemd-sysv dbus python3 python3-venv dnf rpm ca-certificates iproute2 procps netbase tzdata xz-utils'.split(
    ' ',
  );

/** Names of the two parts of a cached root. */
export const rootArchive = 'root.tar.zst';
export const debFolder = 'debs';

/** The hook that turns a Debian root into a stand-in. */
export const customizeHook = join(import.meta.dirname, 'customize.sh');
// Debian's bullseye would keep /bin and /lib apart; RPMs are packed for the merged layout.
const mergeUsr = 'for d in bin sbin lib lib64; do mkdir -p "$1/usr/$d"; ln -sf "usr/$d" "$1/$d"; done';
const leftOut = ['doc', 'man', 'info', 'locale', 'lintian'].map((name) => `path-exclude=/usr/share/${name}/*`);

/** The arguments, hooks apart, that make a root and write it to stdout; they are part of an image's content key. */
export function mmdebstrapArguments(
  standIn: Pick<StandIn, 'debianSuite'>,
  mirror: string,
  /** `alsoFrom`: another Debian suite, for packages that are listed as `NAME/SUITE`. */
  options: { packages?: readonly string[]; alsoFrom?: string | undefined } = {},
): readonly string[] {
  const { packages = includedPackages, alsoFrom } = options;
  return [
    '--quiet',
    // Neither apt nor anything else beyond what is needed: it stands in for a system without them.
    '--variant=essential',
    '--format=tar',
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    ...['force-unsafe-io', ...leftOut].map((option) => `--dpkgopt=${option}`),
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    ...(alsoFrom === undefined ? [] : [`--aptopt=APT::Default-Release "${standIn.debianSuite}"`]),
    `--setup-hook=${mergeUsr}`,
    `--include=${packages.join(',')}`,
    standIn.debianSuite,
    '-',
    mirror,
    ...(alsoFrom === undefined ? [] : [`deb ${mirror} ${alsoFrom} main`]),
  ];
}

/** Makes the root of a stand-in and downloads what its RPMs are packed from, both into `directory`. */
export async function buildRoot(options: {
  directory: string;
  standIn: StandIn;
  mirror: string;
  releaseRpm: string;
  debianPackages: { readonly whole: readonly string[]; readonly alone: readonly string[] };
}): Promise<void> {
  const { directory, standIn, mirror } = options;
  const debs = join(directory, debFolder);
  await mkdir(debs, { recursive: true });
  const compress = createZstdCompress();
  await Promise.all([
    pipeline(compress, createWriteStream(join(directory, rootArchive))),
    runMmdebstrap({
      argv: [`--customize-hook=${customizeHook}`, ...mmdebstrapArguments(standIn, mirror)],
      environment: {
        STANDIN_RPM: options.releaseRpm,
        STANDIN_DEBS: debs,
        STANDIN_PACKAGES: options.debianPackages.whole.join(' '),
        STANDIN_ALONE: options.debianPackages.alone.join(' '),
      },
      log: join(directory, 'build.log'),
      sink: compress,
      what: standIn.imageName,
      mirror,
    }),
  ]);
}

/** Runs mmdebstrap with its tar going into `sink`, which it ends. Throws with the last lines of its log. */
export async function runMmdebstrap(options: {
  argv: readonly string[];
  /** What the hooks read. */
  environment: Readonly<Record<string, string>>;
  log: string;
  sink: Writable;
  /** For people: whose root it is. */
  what: string;
  mirror: string;
}): Promise<void> {
  const { mirror } = options;
  const child = spawn('mmdebstrap', options.argv, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  const [sent] = await Promise.allSettled([
    pipeline(child.stdout, options.sink),
    pipeline(child.stderr, createWriteStream(options.log)),
  ]);
  const code = await ended;
  if (code === 0 && sent.status === 'rejected') throw sent.reason;
  if (code === 0) return;
  const told = lastLines(await readFile(options.log, 'utf8'), 12);
  const hint = `Is '${mirror}' reachable? SALTERN_DEBIAN_MIRROR names another Debian mirror.`;
  throw new TestbedError(`mmdebstrap could not make the root of '${options.what}' (${code}):\n${told}`, hint);
}
