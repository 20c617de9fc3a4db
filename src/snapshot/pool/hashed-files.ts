import type { Stats } from 'node:fs';
import { waitUntil } from '../../base/wait/wait-until.ts';
import type { PooledFile } from '../../contract/source.ts';
import { LAYOUT } from '../root/snapshot-layout.ts';
import { readDiskClock, readFileIndex, writeFileIndex } from '../../base/files/file-index.ts';

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
  const index = await readFileIndex(file);
  let lastChange: number | undefined;
  return {
    known: (stats) => index.find(stats),
    note(stats, digests) {
      index.set(stats, digests);
      lastChange = Math.max(lastChange ?? 0, stats.ctimeMs);
    },
    async save() {
      if (lastChange === undefined) return;
      try {
        await writeFileIndex(file, index, { before: (await awaitTick(file, lastChange)) - TICK_MS });
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
async function awaitTick(file: string, last: number): Promise<number> {
  let now = await readDiskClock(file);
  const hasPassed = async (): Promise<true | undefined> => {
    now = await readDiskClock(file);
    return last < now - TICK_MS ? true : undefined;
  };
  const { signal } = new AbortController();
  if (last >= now - TICK_MS) await waitUntil(hasPassed, { signal, intervalMs: 5, timeoutMs: PATIENCE_MS });
  return now;
}
