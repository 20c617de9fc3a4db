import { linkSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../../base/error/has-code.ts';
import { SalternError } from '../../contract/errors.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';

/**
 * Links files of the pool into `target`, by sha256 and path; makes folders. Synchronous: for ten thousand files the way
 * through the thread pool costs more than the call. Throws Node's `ENOENT` where the pool lacks the file, and
 * `SNAPSHOT_SOURCE` where the file system has no hard links.
 */
export function linkPooled(root: string, target: string): (sha256: string, path: string) => void {
  const folders = new Set<string>();
  return (sha256, path) => {
    const file = join(target, path);
    const folder = dirname(file);
    if (!folders.has(folder)) {
      mkdirSync(folder, { recursive: true });
      folders.add(folder);
    }
    try {
      linkSync(LAYOUT.pooled(root, sha256), file);
    } catch (error) {
      if (!hasCode(error, 'EXDEV', 'EPERM', 'ENOTSUP')) throw error;
      throw new SalternError('SNAPSHOT_SOURCE', `The file system of '${root}' cannot share files by hard link`, {
        hint: 'Put the snapshot root, with its pool/ and snapshots/ folders, on one file system with hard links (ext4, xfs, btrfs).',
        cause: error,
      });
    }
  };
}
