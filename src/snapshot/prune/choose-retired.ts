import { isDerivedId } from '../../contract/snapshot-id.ts';
import type { SnapshotSummary } from '../../contract/snapshot.ts';
import type { SnapshotReference } from '../../contract/snapshot-references.ts';

export interface RetentionPolicy {
  /**
   * This many of the newest that were taken stay in any case, with what was derived since; never less than one: `latest`
   * always stays.
   */
  readonly keep: number;
  /** Milliseconds: a snapshot that was made less long ago stays. Default 0. */
  readonly minAgeMs?: number;
}

/**
 * Snapshots that may go, oldest first: nothing refers to them, they are old enough, and enough newer ones are there.
 * Pure.
 */
export function chooseRetired<T extends Pick<SnapshotSummary, 'id' | 'createdAt'>>(
  snapshots: readonly T[],
  references: readonly SnapshotReference[],
  { keep, minAgeMs = 0, now }: RetentionPolicy & { readonly now: Date },
): readonly T[] {
  const newestFirst = snapshots.toSorted((a, b) => (a.id < b.id ? 1 : -1));
  const newest = newestFirst.filter(({ id }) => !isDerivedId(id)).slice(0, Math.max(1, keep));
  // Derived ones are not counted: they stay as long as one that was taken before them does.
  const since = Date.parse(newest.at(-1)?.createdAt ?? '');
  const derived = newestFirst.filter(({ id, createdAt }) => isDerivedId(id) && !(Date.parse(createdAt) < since));
  const named = references.map(({ snapshot }) => snapshot);
  const staying = new Set([...[...newest, ...derived].map(({ id }) => id), ...named]);
  return newestFirst
    .filter(({ id, createdAt }) => !staying.has(id) && now.getTime() - Date.parse(createdAt) >= minAgeMs)
    .toReversed();
}
