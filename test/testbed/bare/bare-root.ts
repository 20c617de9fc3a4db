import { createWriteStream } from 'node:fs';
import { access, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { contentKey, makeDirectory, removeAborted } from '../host/cache.ts';
import { run } from '../host/command.ts';
import { findDebianMirror } from '../host/debian-mirror.ts';
import type { Machine } from '../host/ensure-programs.ts';
import { withLock } from '../host/lock.ts';
import { runMmdebstrap } from '../image/build-root.ts';

/** The oldest that the README promises to work with. */
const npmPackages = ['node@20.20.2', 'npm@10.9.9'];
const debianSuite = 'bookworm';
const archive = 'root.tar';

/** What makes Debian's minimal variant, as `debootstrap --variant=minbase` does. */
function mmdebstrapArguments(mirror: string): readonly string[] {
  return [
    '--quiet',
    '--variant=minbase',
    '--format=tar',
    '--keyring=/usr/share/keyrings/debian-archive-keyring.gpg',
    '--dpkgopt=force-unsafe-io',
    '--aptopt=Acquire::Languages "none"',
    debianSuite,
    '-',
    mirror,
  ];
}

/**
 * The tar of a root that has what Debian's minimal variant has, an old Node and npm, and nothing else; made once per
 * recipe and kept in the cache. Throws `TestbedError`.
 */
export async function ensureBareRoot(cacheDirectory: string, { steps, environment }: Machine): Promise<string> {
  const roots = join(cacheDirectory, 'bare-roots');
  const directory = join(roots, contentKey([mmdebstrapArguments('mirror'), npmPackages]));
  const file = join(directory, archive);
  const onWait = (pid: number): void => steps.note(`process ${pid} is making the bare root; waiting for it`);
  await withLock(join(roots, 'build.lock'), onWait, async () => {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return;
    await removeAborted(roots);
    const mirror = await findDebianMirror(environment);
    await steps.step(`bare root from Debian ${debianSuite}`, () =>
      makeDirectory(directory, (aside) => makeRoot(aside, mirror)),
    );
  });
  return file;
}

async function makeRoot(directory: string, mirror: string): Promise<void> {
  const file = join(directory, archive);
  const log = join(directory, 'build.log');
  const sink = createWriteStream(file);
  await runMmdebstrap({
    argv: mmdebstrapArguments(mirror),
    environment: {},
    log,
    sink,
    what: 'a bare machine',
    mirror,
  });
  const node = join(directory, 'node');
  await mkdir(node);
  await run([
    'npm',
    'install',
    '--global',
    '--no-audit',
    '--no-fund',
    '--prefix',
    join(node, 'usr/local'),
    ...npmPackages,
  ]);
  await run(['tar', '-C', node, '--owner=0', '--group=0', '-rf', file, './usr']);
  await rm(node, { recursive: true });
}
