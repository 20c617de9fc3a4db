import { linkSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { hasCode } from '../../base/error/has-code.ts';
import { SalternError } from '../../contract/errors.ts';
import type { HashedFiles } from '../pool/hashed-files.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';

/**
 * Links a file of the pool into a member, by sha256 and path. False: the pool lacks the file, or it is not what it was
 * when it was hashed, so nothing was linked.
 */
export type LinkPooled = (sha256: string, path: string) => boolean;

export interface LinkPlace {
  readonly root: string;
  /** Absolute path of the member's folder. */
  readonly target: string;
  readonly hashed: HashedFiles;
  /** Gets the path of each folder that holds a file. */
  readonly folders: Set<string>;
}

/**
 * Links files of the pool into `target`; makes folders. Synchronous: for ten thousand files the way through the thread
 * pool costs more than the call. Throws `SNAPSHOT_SOURCE` where the file system has no hard links.
 */
export function linkPooled({ root, target, hashed, folders }: LinkPlace): LinkPooled {
  return (sha256, path) => {
    const file = `${target}/${path}`;
    const pooled = LAYOUT.pooled(root, sha256);
    const stats = statSync(pooled, { throwIfNoEntry: false });
    const known = stats && hashed.known(stats);
    if (stats === undefined || known?.sha256 !== sha256) return false;
    const folder = file.slice(0, file.lastIndexOf('/'));
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      folders.add(folder);
    }
    try {
      linkSync(pooled, file);
    } catch (error) {
      if (!hasCode(error, 'EXDEV', 'EPERM', 'ENOTSUP')) throw error;
      throw new SalternError('SNAPSHOT_SOURCE', `The file system of '${root}' cannot share files by hard link`, {
        hint: 'Put the snapshot root, with its pool/ and snapshots/ folders, on one file system with hard links (ext4, xfs, btrfs).',
        cause: error,
      });
    }
    const linked = statSync(file);
    if (linked.ino !== stats.ino || linked.mtimeMs !== stats.mtimeMs || linked.size !== stats.size) {
      // Written or replaced between the two looks.
      unlinkSync(file);
      return false;
    }
    // One more name is a change of the file, too.
    hashed.note(linked, known);
    return true;
  };
}
