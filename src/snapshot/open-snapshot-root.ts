import { resolve } from 'node:path';
import type { SnapshotRoot } from '../contract/snapshot.ts';
import { readChannel } from './read-channel.ts';
import { withRootLock } from './root-lock.ts';
import { verifySnapshot } from './verify-snapshot.ts';

/** The snapshot root at `path` as the gate uses it. Opens nothing: each call does and closes. */
export function openSnapshotRoot(path: string, signal: AbortSignal): SnapshotRoot {
  const root = resolve(path);
  return {
    path: root,
    readChannel: (channel) => readChannel(root, channel),
    verify: (id) => verifySnapshot(root, id, { signal }),
    lock: (work) => withRootLock(root, { signal }, work),
  };
}
