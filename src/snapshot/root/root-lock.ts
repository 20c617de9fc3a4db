import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hasCode } from '../../base/error/has-code.ts';
import { takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { SalternError } from '../../contract/errors.ts';
import type { HeldLock } from '../../contract/snapshot.ts';
import { explainSpace } from './explain-space.ts';
import { LAYOUT } from './snapshot-layout.ts';

export interface RootLockOptions {
  readonly signal: AbortSignal;
  /** How long to wait for another writer, milliseconds. Default 60 000. */
  readonly timeoutMs?: number;
}

/** Nothing announces a lock that becomes free; a try costs 50 µs. */
const RETRY_MS = 50;

/**
 * Runs `work` as the only writer of the snapshot root, among all processes of all machines that see its file locks.
 * Throws `BUSY`, the signal's reason, or `SNAPSHOT_SOURCE` when the root is missing or cannot be written, `NO_SPACE`.
 */
export async function withRootLock<T>(
  root: string,
  options: RootLockOptions,
  work: (held: HeldLock) => Promise<T>,
): Promise<T> {
  using _lock = await acquire(root, options);
  options.signal.throwIfAborted();
  const inode = inodeOf(root);
  return await work({
    expectHeld() {
      if (inode !== undefined && inodeOf(root) === inode) return;
      throw new SalternError('BUSY', `The lock '${LAYOUT.lock(root)}' was removed while it was held`, {
        hint: 'Another saltern may write to the snapshot root now, so nothing was done; try again, and leave the lock alone.',
        isTransient: true,
      });
    },
  });
}

/** Undefined where it is gone. */
function inodeOf(root: string): number | undefined {
  return statSync(LAYOUT.lock(root), { throwIfNoEntry: false })?.ino;
}

async function acquire(root: string, { signal, timeoutMs = 60_000 }: RootLockOptions): Promise<Disposable> {
  const lock = await waitUntil(() => take(root), { signal, intervalMs: RETRY_MS, timeoutMs });
  if (lock !== undefined) return lock;
  throw new SalternError('BUSY', `Another saltern is writing to the snapshot root '${root}'`, {
    hint: 'Wait until it has finished, or end it: its lock goes with it.',
    isTransient: true,
  });
}

async function take(root: string): Promise<Disposable | undefined> {
  try {
    return await takeLock({ file: LAYOUT.lock(root) });
  } catch (cause) {
    throw explainLock(root, await findReason(LAYOUT.lock(root)), cause);
  }
}

/** SQLite says little of a file that it cannot open; the system says more. Undefined: it can be opened for writing. */
async function findReason(file: string): Promise<unknown> {
  try {
    await (await open(file, 'a')).close();
    return undefined;
  } catch (error) {
    return error;
  }
}

function explainLock(root: string, reason: unknown, cause: unknown): unknown {
  const file = LAYOUT.lock(root);
  const explained = explainSpace(root, reason ?? cause);
  if (explained instanceof SalternError) return explained;
  if (reason === undefined || hasCode(reason, 'EISDIR')) {
    const what = reason === undefined ? 'holds something else' : 'is a folder';
    return new SalternError('SNAPSHOT_SOURCE', `The lock '${file}' of the snapshot root ${what}`, {
      hint: 'Remove it while no other saltern is at work, and try again.',
      cause,
    });
  }
  return new SalternError('SNAPSHOT_SOURCE', `The snapshot root '${root}' does not exist or cannot be written`, {
    hint: "Check 'snapshots: { root: … }' in the project file: the folder of the snapshots, and of the mirrors (base9-latest/ …) unless 'source' says otherwise.",
    cause: reason,
  });
}
