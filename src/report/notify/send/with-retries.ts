import { setTimeout as delay } from 'node:timers/promises';
import type { Sending } from './sending.ts';

/** How often, and for how long. */
export interface Patience {
  /** Milliseconds before the second try, the third and so on; there is no further one. */
  readonly pausesMs: readonly number[];
  /** Milliseconds, a pause that the other side asks for included. */
  readonly limitMs: number;
  /** Milliseconds of one try. Default: what the way takes when it is slow. */
  readonly tryMs?: number;
}

export const PATIENCE: Patience = { pausesMs: [1000, 4000, 15_000], limitMs: 60_000 };

/**
 * Tries until it is sent or refused, with longer and longer pauses, or as long as the other side asks. Gives what came of
 * the last try. Throws the signal's reason.
 */
export async function withRetries(
  attempt: () => Promise<Sending>,
  { pausesMs, limitMs }: Patience,
  signal: AbortSignal,
): Promise<Sending> {
  const startedAt = performance.now();
  let last = await attempt();
  for (const pauseMs of pausesMs) {
    if (last.kind !== 'later') return last;
    const waitMs = Math.max(pauseMs, last.afterMs ?? 0);
    if (performance.now() - startedAt + waitMs > limitMs) return last;
    await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    last = await attempt();
  }
  return last;
}
