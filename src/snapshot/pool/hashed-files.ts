import type { Stats } from 'node:fs';
import { waitUntil } from '../../base/wait/wait-until.ts';
import type { PooledFile } from '../../contract/source.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import {
  type IndexedFile,
  isSameStamp,
  readDiskClock,
  readFileIndex,
  stampOf,
  writeFileIndex,
} from '../../base/files/file-index.ts';

/**
 * What the pool's files held when they were last read. A file of a snapshot is one of the pool's by hard link, so what
 * is known of the one is known of the other.
 */
export interface HashedFiles {
  /** The digests of a file whose inode, size and times are those that it was hashed with; undefined: read it. */
  known(stats: Stats): PooledFile | undefined;
  note(stats: Stats, digests: PooledFile): void;
  /** Keeps what was noted. It only saves time: that it cannot be written is no trouble. */
  save(): Promise<void>;
}

/** The notes of a snapshot root. The caller holds its lock. */
export async function openHashedFiles(root: string): Promise<HashedFiles> {
  const file = LAYOUT.hashed(root);
  // By inode: a number is looked up faster than a text, and a pool is one file system.
  const index = new Map([...(await readFileIndex(file))].map(([inode, entry]) => [Number(inode), entry]));
  const noted = new Map<number, IndexedFile>();
  return {
    known(stats) {
      const entry = noted.get(stats.ino) ?? index.get(stats.ino);
      return entry !== undefined && isSameStamp(entry.stamp, stats) ? entry : undefined;
    },
    note(stats, { sha256, also }) {
      noted.set(stats.ino, { stamp: stampOf(stats), sha256, also });
    },
    async save() {
      if (noted.size === 0) return;
      try {
        const now = await awaitTick(file, [...noted.values()]);
        for (const [inode, entry] of noted) {
          if (entry.stamp.ctimeMs < now - TICK_MS) index.set(inode, entry);
          else index.delete(inode);
        }
        await writeFileIndex(file, index);
      } catch {
        // Then it is read again next time.
      }
    },
  };
}

/** Knows nothing and keeps nothing: every file is read. */
export const NOTHING_HASHED: HashedFiles = {
  known: () => undefined,
  note: () => undefined,
  save: () => Promise.resolve(),
};

/** Within this time two changes to a file may get the same stamp: twice the slowest tick of Linux's clock of files. */
const TICK_MS = 20;
/** A file system whose times are coarser than that is not waited for. */
const PATIENCE_MS = 200;

/**
 * The disk's clock once it has left the tick of the last change: a stamp of now says nothing about a change in the next
 * moment.
 */
async function awaitTick(file: string, noted: readonly IndexedFile[]): Promise<number> {
  const last = noted.reduce((latest, { stamp }) => Math.max(latest, stamp.ctimeMs), 0);
  let now = await readDiskClock(file);
  const hasPassed = async (): Promise<true | undefined> => {
    now = await readDiskClock(file);
    return last < now - TICK_MS ? true : undefined;
  };
  const { signal } = new AbortController();
  if (last >= now - TICK_MS) await waitUntil(hasPassed, { signal, intervalMs: 5, timeoutMs: PATIENCE_MS });
  return now;
}
