import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
  readonly signal: AbortSignal;
  /** Milliseconds between two tries. Default 100. */
  readonly intervalMs?: number;
  /** Milliseconds after which it gives up. Default: never. */
  readonly timeoutMs?: number;
}

/**
 * Calls `probe` until it gives something, and returns that; `undefined` when the time has passed. For things that
 * cannot tell us that they are ready. Throws what the probe throws, and the signal's reason when aborted.
 */
export async function waitUntil<T>(probe: () => Promise<T | undefined>, options: WaitOptions): Promise<T | undefined> {
  const { signal, intervalMs = 100, timeoutMs = Infinity } = options;
  const startedAt = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() - startedAt + intervalMs > timeoutMs) return undefined;
    await delay(intervalMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}
