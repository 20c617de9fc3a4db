import type { SnapshotUse } from '../contract/plan.ts';
import type { SnapshotRoot, SnapshotSummary } from '../contract/snapshot.ts';

/** A snapshot with all of its members, each where guests find it: what plans are made from. */
export async function locateSnapshot(
  root: Pick<SnapshotRoot, 'locate'>,
  { id, digest, members }: SnapshotSummary,
): Promise<SnapshotUse> {
  const repositories = members.map(async ({ name }) => ({ name, at: await root.locate(id, name) }));
  return { id, digest, repositories: await Promise.all(repositories) };
}
