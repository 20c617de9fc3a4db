import { formatGib } from '../base/text/format-bytes.ts';
import type { Resources } from '../contract/driver.ts';

/** A place in the queue was granted; disposing gives it back. */
export type Admitted = Disposable;

interface Waiter {
  readonly need: Resources;
  readonly admit: () => void;
}

/**
 * Lets instances in while memory, cores and the user's own limit allow, first come first served. One instance is always
 * let in, however big it is: better slow than never.
 */
export class Admission {
  readonly #limits: Resources;
  readonly #most: number;
  #used = { memoryBytes: 0, cores: 0, count: 0 };
  readonly #queue: Waiter[] = [];

  /** `most`: the user's limit of instances at once; default none. */
  constructor(limits: Resources, most: number = Number.POSITIVE_INFINITY) {
    this.#limits = limits;
    this.#most = most;
  }

  /** Waits for room; `onWait` is told why, once, when there is none now. Throws the signal's reason. */
  async enter(need: Resources, signal: AbortSignal, onWait: (reason: string) => void): Promise<Admitted> {
    signal.throwIfAborted();
    if (this.#queue.length > 0 || !this.#fits(need)) {
      onWait(this.#reason(need));
      await this.#wait(need, signal);
    } else {
      this.#take(need);
    }
    return { [Symbol.dispose]: () => this.#leave(need) };
  }

  #wait(need: Resources, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        need,
        admit: () => {
          signal.removeEventListener('abort', abort);
          this.#take(need);
          resolve();
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      this.#queue.push(waiter);
    });
  }

  #take(need: Resources): void {
    this.#used = {
      memoryBytes: this.#used.memoryBytes + need.memoryBytes,
      cores: this.#used.cores + need.cores,
      count: this.#used.count + 1,
    };
  }

  #leave(need: Resources): void {
    this.#used = {
      memoryBytes: this.#used.memoryBytes - need.memoryBytes,
      cores: this.#used.cores - need.cores,
      count: this.#used.count - 1,
    };
    while (this.#queue[0] && this.#fits(this.#queue[0].need)) this.#queue.shift()?.admit();
  }

  #fits(need: Resources): boolean {
    if (this.#used.count === 0) return true;
    return (
      this.#used.count < this.#most &&
      this.#used.memoryBytes + need.memoryBytes <= this.#limits.memoryBytes &&
      this.#used.cores + need.cores <= this.#limits.cores + 1e-9
    );
  }

  #reason(need: Resources): string {
    const free = this.#limits.memoryBytes - this.#used.memoryBytes;
    if (this.#used.count >= this.#most) return `waiting for its turn (${this.#most} at once)`;
    if (need.memoryBytes > free)
      return `waiting for memory (${formatGib(free)} free, needs ${formatGib(need.memoryBytes)})`;
    return 'waiting for a core';
  }
}
