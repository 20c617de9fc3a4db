import type { CacheEntry } from '../contract/driver.ts';

/** What should be removed; with neither, nothing. */
export interface PruneWishes {
  /** Milliseconds since the epoch: everything that was last used earlier. */
  readonly before: number | undefined;
  /** Then the longest unused, until at most this many bytes are left, counting those in use. */
  readonly mostBytes: number | undefined;
}

/** Entries to remove, the longest unused first; never one that is in use. Pure. */
export function choosePruned<T extends Pick<CacheEntry, 'bytes' | 'usedAt' | 'isInUse'>>(
  entries: readonly T[],
  { before, mostBytes }: PruneWishes,
): readonly T[] {
  let left = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  return entries
    .filter(({ isInUse }) => !isInUse)
    .toSorted((a, b) => Date.parse(a.usedAt) - Date.parse(b.usedAt))
    .filter(({ usedAt, bytes }) => {
      const isOld = before !== undefined && Date.parse(usedAt) < before;
      const isTooMuch = mostBytes !== undefined && left > mostBytes;
      if (isOld || isTooMuch) left -= bytes;
      return isOld || isTooMuch;
    });
}
