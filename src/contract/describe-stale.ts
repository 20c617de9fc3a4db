import type { SnapshotSummary } from './snapshot.ts';
import type { StaleMember } from './stale.ts';
import { cleanLine } from '../base/text/clean-text.ts';
import { formatTime } from '../base/time/format-time.ts';

/** Members that are not what their source had when the snapshot was taken. */
export function listStale(
  members: readonly Pick<SnapshotSummary['members'][number], 'name' | 'stale'>[],
): readonly StaleMember[] {
  return members.flatMap(({ name, stale }) => (stale === undefined ? [] : [{ name, ...stale }]));
}

/** `repository extras9 is stale, of 2026-11-22 01:30: 'https://…' answered 503`. */
export function describeStale({ name, since, why }: StaleMember): string {
  return cleanLine(`repository ${name} is stale, of ${formatTime(since)}: ${why}`);
}
