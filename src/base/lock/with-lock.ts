import { waitUntil } from '../wait/wait-until.ts';
import { takeLock, type LockTarget } from './take-lock.ts';

const RETRY_MS = 100;

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once when somebody else holds it. */
  readonly onWait?: () => void;
}

/**
 * Does `work` while no other process on this machine, and nobody else in this one, does work under the same key. Throws
 * the signal's reason when aborted while waiting.
 */
export async function withLock<T>(target: LockTarget, work: () => Promise<T>, options: LockOptions): Promise<T> {
  using _lock = await waitForLock(target, options);
  return await work();
}

/** Like `withLock`, for callers that hold the lock beyond one call; disposing gives it back. */
export async function waitForLock(target: LockTarget, { signal, onWait }: LockOptions): Promise<Disposable> {
  let hasWaited = false;
  const lock = await waitUntil(
    async () => {
      const taken = await takeLock(target);
      if (!taken && !hasWaited) onWait?.();
      hasWaited = true;
      return taken;
    },
    { signal, intervalMs: RETRY_MS },
  );
  // Without a time limit `waitUntil` never gives up, so there is always a lock.
  return lock ?? { [Symbol.dispose]: () => undefined };
}
