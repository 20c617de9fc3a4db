import { takeLock } from '../connect/with-lock.ts';
import { waitUntil } from '../connect/wait-until.ts';

/** Waits until no other saltern works on this instance; `onWait` is told once. Given back by disposing, or by dying. */
export async function lockInstance(
  directory: string,
  name: string,
  signal: AbortSignal,
  onWait: () => void,
): Promise<AsyncDisposable> {
  let hasWaited = false;
  const lock = await waitUntil(
    async () => {
      const taken = await takeLock({ directory, key: name });
      if (!taken && !hasWaited) onWait();
      hasWaited = true;
      return taken;
    },
    { signal, intervalMs: 100 },
  );
  return { [Symbol.asyncDispose]: () => Promise.resolve(lock?.[Symbol.dispose]()) };
}
