import type { CacheEntry } from '../contract/driver.ts';

/** What should go; with neither nothing does. */
export interface PruneWishes {
  /** Milliseconds since the epoch: everything that was last used earlier. */
  readonly before: number | undefined;
  /** Then what was not used for longest, until no more bytes than these are left, what is in use included. */
  readonly mostBytes: number | undefined;
}

/** Entries to remove, those that were not used for longest first; never what is in use. Pure. */
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
