import { waitForLock } from '../base/lock/with-lock.ts';

/**
 * Waits until no other saltern works on this instance, and calls `onWait` once if so. Disposing gives the lock back.
 */
export async function lockInstance(
  directory: string,
  name: string,
  signal: AbortSignal,
  onWait: () => void,
): Promise<AsyncDisposable> {
  const lock = await waitForLock({ directory, key: name }, { signal, onWait });
  return {
    async [Symbol.asyncDispose]() {
      lock[Symbol.dispose]();
    },
  };
}
