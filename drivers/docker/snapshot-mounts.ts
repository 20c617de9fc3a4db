import { posix } from 'node:path';
import type { SnapshotUse } from '../../src/contract/plan.ts';

export const SNAPSHOT_ROOT = '/srv/saltern/snapshot';

/** A mount as Docker's API takes it. Unlike a bind string it takes a path with a colon, and refuses a missing source. */
export interface BindMount {
  readonly Type: 'bind';
  readonly Source: string;
  readonly Target: string;
  readonly ReadOnly: boolean;
}

/** The snapshot's repositories that are directories of this machine, read-only at `/srv/saltern/snapshot/<name>`. */
export function snapshotMounts(snapshot: SnapshotUse | undefined): BindMount[] {
  return (snapshot?.repositories ?? []).flatMap(({ name, at }) =>
    at.kind === 'directory'
      ? [{ Type: 'bind' as const, Source: at.path, Target: posix.join(SNAPSHOT_ROOT, name), ReadOnly: true }]
      : [],
  );
}
