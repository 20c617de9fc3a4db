import { takeLock } from '../../base/lock/take-lock.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { SalternError } from '../../contract/errors.ts';
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
 * Throws `BUSY`, the signal's reason, or `SNAPSHOT_SOURCE` when the root is missing or cannot be written.
 */
export async function withRootLock<T>(root: string, options: RootLockOptions, work: () => Promise<T>): Promise<T> {
  using _lock = await acquire(root, options);
  options.signal.throwIfAborted();
  return await work();
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
    throw new SalternError('SNAPSHOT_SOURCE', `The snapshot root '${root}' does not exist or cannot be written`, {
      hint: "Check 'snapshots: { root: … }' in the project file: the folder of the snapshots, and of the mirrors (base9-latest/ …) unless 'source' says otherwise.",
      cause,
    });
  }
}
