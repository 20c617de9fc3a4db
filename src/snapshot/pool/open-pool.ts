import { constants, mkdirSync, renameSync, statSync } from 'node:fs';
import { chmod, copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../../base/files/sync-to-disk.ts';
import { type Checksum, type Pool, type PooledFile, WrongFile } from '../../contract/source.ts';
import { formatChecksum } from '../metadata/checksum.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { digestBytes, digestFile } from './digest-file.ts';
import { type HashedFiles, NOTHING_HASHED } from './hashed-files.ts';
import { readSmall, writeSynced } from './small-files.ts';

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
  const place = {
    root,
    hashed: options.hashed ?? NOTHING_HASHED,
    onRotten: options.onRotten,
    folders: new Set<string>(),
  };
  return {
    async addFile(path, expected, signal) {
      const bytes = await readSmall(path);
      signal.throwIfAborted();
      if (bytes !== undefined) return addSmall(place, bytes, { expected, signal });
      if (expected?.type === 'sha256' && (await holds(place, expected.hex, signal)))
        return check(await digestFile(path, expected, signal), expected);
      return addWritten(place, (to) => copyFile(path, to, constants.COPYFILE_FICLONE), { expected, signal });
    },
    addWritten: (write, expected, signal) => addWritten(place, write, { expected, signal }),
    addBytes: (bytes, expected) => addSmall(place, bytes, { expected, signal: new AbortController().signal }),
    holds: (sha256, signal) => holds(place, sha256, signal),
  };
}

interface PoolPlace {
  readonly root: string;
  readonly hashed: HashedFiles;
  readonly onRotten: PoolOptions['onRotten'] | undefined;
  /** Those that are there: of a pool's 256, most are asked for again and again. */
  readonly folders: Set<string>;
}

/** Whether the pool has a file of that digest, and it still holds those bytes: disks rot, and people repair them. */
async function holds({ root, hashed, onRotten }: PoolPlace, sha256: string, signal: AbortSignal): Promise<boolean> {
  const file = LAYOUT.pooled(root, sha256);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (hashed.known(stats)?.sha256 === sha256) return true;
  const digests = await digestFile(file, undefined, signal);
  if (digests.sha256 === sha256) hashed.note(stats, digests);
  else onRotten?.(sha256);
  return digests.sha256 === sha256;
}

interface Adding {
  readonly expected: Checksum | undefined;
  readonly signal: AbortSignal;
}

/** The way of most files: small ones take one trip through the thread pool, to be forced to disk, instead of ten. */
async function addSmall(place: PoolPlace, bytes: Uint8Array, { expected, signal }: Adding): Promise<PooledFile> {
  const digests = check(digestBytes(bytes, expected), expected);
  if (await holds(place, digests.sha256, signal)) return digests;
  const temporary = temporaryFile(place.root);
  try {
    await writeSynced(temporary, bytes);
    nameFile(place, temporary, digests);
    return digests;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function addWritten(
  place: PoolPlace,
  write: (path: string) => Promise<void>,
  { expected, signal }: Adding,
): Promise<PooledFile> {
  const temporary = temporaryFile(place.root);
  try {
    await write(temporary);
    const digests = check(await digestFile(temporary, expected, signal), expected);
    await chmod(temporary, 0o444);
    await syncToDisk(temporary);
    nameFile(place, temporary, digests);
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

/** Names a file by its digest, once it is read-only and on disk: what has such a name is never half there. */
function nameFile({ root, hashed, folders }: PoolPlace, temporary: string, digests: PooledFile): void {
  const target = LAYOUT.pooled(root, digests.sha256);
  const folder = dirname(target);
  if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
  folders.add(folder);
  // At once, so that nobody who links meanwhile finds a file that is not noted.
  renameSync(temporary, target);
  hashed.note(statSync(target), digests);
}

function temporaryFile(root: string): string {
  return join(LAYOUT.poolTemporary(root), crypto.randomUUID());
}
