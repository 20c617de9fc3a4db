import { createReadStream, createWriteStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { execa } from 'execa';
import { contentKey, makeDirectory, removeAborted } from '../host/cache.ts';
import { findDebianMirror } from '../host/debian-mirror.ts';
import { withLock } from '../host/lock.ts';
import { TestbedError } from '../host/testbed-error.ts';
import { mmdebstrapArguments, rootArchive, runMmdebstrap } from './build-root.ts';

/** What the recipe of saltern's own image would install, and what Node needs. */
const packages = 'bzip2 ca-certificates git libstdc++6 openssh-client xz-utils'.split(' ');
const debian = { debianSuite: 'trixie' };

/** A small Debian that holds what saltern starts, in the engine; made once and cached. Gives its reference. Throws `TestbedError`. */
export async function ensureContainerBase(cacheDirectory: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const argv = (mirror: string) => mmdebstrapArguments(debian, mirror, { packages });
  const key = contentKey([argv('mirror')]);
  const reference = `saltern/container-base:${key}`;
  if ((await execa('docker', ['image', 'inspect', reference], { reject: false })).exitCode === 0) return reference;
  const bases = join(cacheDirectory, 'container-bases');
  const archive = join(bases, key, rootArchive);
  await withLock(
    join(bases, 'build.lock'),
    () => undefined,
    async () => {
      if (await isThere(archive)) return;
      await removeAborted(bases);
      const mirror = await findDebianMirror(environment);
      await makeDirectory(join(bases, key), (aside) => makeRoot(aside, argv(mirror), mirror));
    },
  );
  const imported = execa('docker', ['import', '--change', 'LABEL saltern.test=testbed', '-', reference], {
    reject: false,
    all: true,
  });
  await Promise.allSettled([pipeline(createReadStream(archive), createZstdDecompress(), imported.stdin)]);
  const { exitCode, all } = await imported;
  if (exitCode === 0) return reference;
  throw new TestbedError(`docker import of '${reference}' failed: ${all}`, 'Is there disk space for 200 MB?');
}

async function makeRoot(aside: string, argv: readonly string[], mirror: string): Promise<void> {
  const compress = createZstdCompress();
  const log = join(aside, 'build.log');
  await Promise.all([
    pipeline(compress, createWriteStream(join(aside, rootArchive))),
    runMmdebstrap({ argv, environment: {}, log, sink: compress, what: 'the base of the container image', mirror }),
  ]);
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
