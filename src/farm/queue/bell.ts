/** Wakes whoever waits for something to have happened. */
export interface Bell {
  ring(): void;
  /** Rung, or that many milliseconds have passed, or aborted: whoever is woken looks for themselves. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A ring that nobody waits for wakes the next one who does: nothing falls between looking and waiting. */
export function makeBell(): Bell {
  let isRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      isRung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!isRung && signal?.aborted !== true) {
        const woken = Promise.withResolvers<void>();
        wake = woken.resolve;
        const timer = setTimeout(woken.resolve, ms);
        signal?.addEventListener('abort', wake, { once: true });
        await woken.promise;
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        wake = undefined;
      }
      isRung = false;
    },
  };
}
