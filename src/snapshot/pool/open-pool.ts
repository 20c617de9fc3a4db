import { createHash } from 'node:crypto';
import { constants, renameSync, statSync } from 'node:fs';
import { chmod, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { type Checksum, type Pool, type PooledFile, WrongFile } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { digestFile } from './digest-file.ts';
import { type HashedFiles, NOTHING_HASHED } from './hashed-files.ts';

export interface PoolOptions {
  /** What is known of its files without reading them. Default: nothing. */
  readonly hashed?: HashedFiles;
  /**
   * Called with the sha256 of a file that does not hold these bytes any more; it is replaced, but snapshots that share
   * it stay damaged. Default: nobody is told.
   */
  readonly onRotten?: (sha256: string) => void;
}

/** The pool of a snapshot root, whose folders must be there. */
export function openPool(root: string, options: PoolOptions = {}): Pool {
  const place = { root, hashed: options.hashed ?? NOTHING_HASHED, onRotten: options.onRotten };
  return {
    async addFile(path, expected, signal) {
      if (expected?.type === 'sha256' && (await holds(place, expected.hex, signal)))
        return check(await digestFile(path, expected, signal), expected);
      return addWritten(place, (to) => copyFile(path, to, constants.COPYFILE_FICLONE), { expected, signal });
    },
    addWritten: (write, expected, signal) => addWritten(place, write, { expected, signal }),
    async addBytes(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      if (!(await holds(place, sha256, new AbortController().signal))) {
        const temporary = temporaryFile(root);
        await writeFile(temporary, bytes);
        await commit(place, temporary, { sha256, also: undefined });
      }
      return { sha256, also: undefined };
    },
  };
}

interface PoolPlace {
  readonly root: string;
  readonly hashed: HashedFiles;
  readonly onRotten: PoolOptions['onRotten'] | undefined;
}

/** Whether the pool has a file of that digest, and it still holds those bytes: disks rot, and people repair them. */
async function holds({ root, hashed, onRotten }: PoolPlace, sha256: string, signal: AbortSignal): Promise<boolean> {
  const file = LAYOUT.pooled(root, sha256);
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) return false;
  if (hashed.known(stats)?.sha256 === sha256) return true;
  const digests = await digestFile(file, undefined, signal);
  if (digests.sha256 === sha256) hashed.note(stats, digests);
  else onRotten?.(sha256);
  return digests.sha256 === sha256;
}

async function addWritten(
  place: PoolPlace,
  write: (path: string) => Promise<void>,
  { expected, signal }: { readonly expected: Checksum | undefined; readonly signal: AbortSignal },
): Promise<PooledFile> {
  const temporary = temporaryFile(place.root);
  try {
    await write(temporary);
    const digests = check(await digestFile(temporary, expected, signal), expected);
    await commit(place, temporary, digests);
    return digests;
  } finally {
    await rm(temporary, { force: true });
  }
}

function check(found: PooledFile, expected: Checksum | undefined): PooledFile {
  if (expected === undefined) return found;
  const text = found.also ?? `sha256:${found.sha256}`;
  if (text === formatChecksum(expected)) return found;
  const { type, hex } = expected;
  throw new WrongFile('damaged', `is damaged: its ${type} is ${text.slice(type.length + 1)}, the metadata says ${hex}`);
}

/** Makes the file read-only, forces it to disk and only then names it by its digest. */
async function commit({ root, hashed }: PoolPlace, temporary: string, digests: PooledFile): Promise<void> {
  const target = LAYOUT.pooled(root, digests.sha256);
  await mkdir(dirname(target), { recursive: true });
  await chmod(temporary, 0o444);
  await syncToDisk(temporary);
  // At once, so that nobody who links meanwhile finds a file that is not noted.
  renameSync(temporary, target);
  hashed.note(statSync(target), digests);
}

function temporaryFile(root: string): string {
  return join(LAYOUT.poolTemporary(root), crypto.randomUUID());
}
