import { statSync, type Stats } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { hasCode } from '../../../base/error/has-code.ts';
import { type Checksum, type Pool, type SourceMember, type WantedFile, WrongFile } from '../../../contract/source.ts';
import {
  emptyFileIndex,
  type FileDigests,
  isStable,
  readDiskClock,
  readFileIndex,
  writeFileIndex,
} from '../../../base/files/file-index.ts';
import { listOtherFiles } from './list-other-files.ts';

export interface MirrorOptions {
  /** Absolute path of the mirror, perhaps a symbolic link. */
  readonly folder: string;
  readonly repomd: Uint8Array;
  readonly pool: Pool;
  /** Absolute path of the file that notes what was hashed. */
  readonly index: string;
  readonly signal: AbortSignal;
}

/**
 * A mirror to be taken. What was hashed before and has the same stamp (size, times, inode) is not read again; a file
 * that is not what the metadata says is refused even where the pool has the right one, because clients get the
 * mirror's.
 */
export async function openMirror({ folder, repomd, pool, index, signal }: MirrorOptions): Promise<SourceMember> {
  // When the link `-latest` is turned to another folder meanwhile, two mirrors must not be mixed.
  const real = await realpath(folder);
  const [before, openedAt] = await Promise.all([readFileIndex(index), readDiskClock(index)]);
  const after = emptyFileIndex();
  return {
    title: folder,
    repomd,
    known(file) {
      const stats = checkFile(`${real}/${file.path}`, file);
      const digests = before.find(stats);
      if (digests === undefined || !hasChecksum(digests, file.checksum)) return undefined;
      after.set(stats, digests);
      return digests;
    },
    async add(file) {
      signal.throwIfAborted();
      const path = `${real}/${file.path}`;
      const stats = checkFile(path, file);
      const digests = await pool.addFile(path, file.checksum, signal).catch((error: unknown) => {
        throw hasCode(error, 'ENOENT') ? new WrongFile('missing', 'is missing', error) : error;
      });
      if (isStable(stats, openedAt)) after.set(stats, digests);
      return digests;
    },
    others: () => listOtherFiles(real),
    finish: () => writeFileIndex(index, after),
  };
}

/** Synchronous: for ten thousand files the way through the thread pool costs more than the call. */
function checkFile(path: string, { size }: WantedFile): Stats {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isFile()) throw new WrongFile('missing', 'is missing');
  if (size === undefined || stats.size === size) return stats;
  throw new WrongFile('damaged', `is damaged: it has ${stats.size} bytes, the metadata says ${size}`);
}

function hasChecksum(digests: FileDigests, checksum: Checksum | undefined): boolean {
  if (checksum === undefined) return true;
  return checksum.type === 'sha256'
    ? digests.sha256 === checksum.hex
    : digests.also === `${checksum.type}:${checksum.hex}`;
}
