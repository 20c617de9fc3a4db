import { BaseError } from '../error/base-error.ts';

export interface StallWatch extends Disposable {
  /** Aborted with the caller's signal, or with BaseError `transfer` (transient) when nothing came for too long. */
  readonly signal: AbortSignal;
  /** Something came. */
  alive(): void;
}

/** Default milliseconds after which a silent server counts as stalled. */
const STALL_MS = 60_000;

/** Ends a transfer in which nothing comes for `ms`. `shown` is the place, for the message. */
export function watchStall(shown: string, signal: AbortSignal, ms = STALL_MS): StallWatch {
  const stalled = new AbortController();
  const timer = setTimeout(() => {
    stalled.abort(
      new BaseError('transfer', `'${shown}' has sent nothing for ${ms / 1000} s`, {
        hint: 'Try again, which continues where it stopped; or use another mirror.',
        isTransient: true,
      }),
    );
  }, ms);
  return {
    signal: AbortSignal.any([signal, stalled.signal]),
    alive: () => void timer.refresh(),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
