import { BaseError } from '../error/base-error.ts';
import { formatBytes } from '../text/format-bytes.ts';

export interface RateWatch extends Disposable {
  /** Aborted with the caller's signal, or with BaseError `transfer` (transient) when too little came. */
  readonly signal: AbortSignal;
  /** So many bytes more came. */
  came(bytes: number): void;
}

/** Below this a transfer counts as stuck, bytes a second: as dnf has it. */
const LEAST_RATE = 1000;

/**
 * Ends a transfer that brings fewer than 1000 bytes a second over `windowMs` (milliseconds), from the request on: a server
 * that sends a byte now and then is never silent, and never done. `shown` is the place, for the message.
 */
export function watchRate(shown: string, signal: AbortSignal, windowMs: number): RateWatch {
  const stuck = new AbortController();
  const least = (LEAST_RATE * windowMs) / 1000;
  let inWindow = 0;
  const timer = setInterval(() => {
    if (inWindow >= least) return void (inWindow = 0);
    const what = inWindow === 0 ? 'nothing' : `only ${formatBytes(inWindow)}`;
    stuck.abort(
      new BaseError('transfer', `'${shown}' has sent ${what} in ${windowMs / 1000} s`, {
        hint: 'Try again, which continues where it stopped; or name another mirror.',
        isTransient: true,
      }),
    );
  }, windowMs);
  return {
    signal: AbortSignal.any([signal, stuck.signal]),
    came: (bytes) => void (inWindow += bytes),
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
