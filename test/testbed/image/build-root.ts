import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
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

const customize = join(import.meta.dirname, 'customize.sh');
// Debian's bullseye would keep /bin and /lib apart; RPMs are packed for the merged layout.
const mergeUsr = 'for d in bin sbin lib lib64; do mkdir -p "$1/usr/$d"; ln -sf "usr/$d" "$1/$d"; done';
const leftOut = ['doc', 'man', 'info', 'locale', 'lintian'].map((name) => `path-exclude=/usr/share/${name}/*`);

/** The arguments that make a root and write it to stdout; they are part of the image's content key. */
export function mmdebstrapArguments(standIn: StandIn, mirror: string): readonly string[] {
  return [
    '--quiet',
    // Neither apt nor anything else beyond what is needed: it stands in for a system without them.
    '--variant=essential',
    '--format=tar',
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    ...['force-unsafe-io', ...leftOut].map((option) => `--dpkgopt=${option}`),
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=APT::Install-Recommends "false"',
    `--setup-hook=${mergeUsr}`,
    `--include=${includedPackages.join(',')}`,
    `--customize-hook=${customize}`,
    standIn.debianSuite,
    '-',
    mirror,
  ];
}

/** Makes the root of a stand-in and downloads what its RPMs are packed from, both into `directory`. */
export async function buildRoot(options: {
  directory: string;
  standIn: StandIn;
  mirror: string;
  releaseRpm: string;
  debianPackages: readonly string[];
}): Promise<void> {
  const { directory, standIn, mirror } = options;
  const debs = join(directory, debFolder);
  const log = join(directory, 'build.log');
  await mkdir(debs, { recursive: true });
  const child = spawn('mmdebstrap', mmdebstrapArguments(standIn, mirror), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      STANDIN_RPM: options.releaseRpm,
      STANDIN_DEBS: debs,
      STANDIN_PACKAGES: options.debianPackages.join(' '),
    },
  });
  const ended = new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'unknown'));
  });
  await Promise.all([
    pipeline(child.stdout, createZstdCompress(), createWriteStream(join(directory, rootArchive))),
    pipeline(child.stderr, createWriteStream(log)),
  ]);
  const code = await ended;
  if (code === 0) return;
  const told = lastLines(await readFile(log, 'utf8'), 12);
  const hint = `Is '${mirror}' reachable? SALTERN_DEBIAN_MIRROR names another Debian mirror.`;
  throw new TestbedError(`mmdebstrap could not make the root of '${standIn.imageName}' (${code}):\n${told}`, hint);
}
