import { formatGib } from '../base/text/format-bytes.ts';
import { takeTurns } from '../base/wait/take-turns.ts';
import type { Resources } from '../contract/driver.ts';

/** Leave to start an instance; disposing gives it back. */
export type Admitted = Disposable;

/**
 * Lets instances in while memory, cores and the user's own limit allow, first come first served. One instance is always
 * let in, however big it is: better slow than never.
 */
export class Admission {
  readonly #limits: Resources;
  readonly #most: number;
  readonly #turns = takeTurns<Resources>({
    fits: (need) => this.#fits(need),
    take: (need) => this.#add(need, 1),
    giveBack: (need) => this.#add(need, -1),
  });
  #used = { memoryBytes: 0, cores: 0, count: 0 };

  /** `most`: the user's limit of instances at once; default none. */
  constructor(limits: Resources, most: number = Number.POSITIVE_INFINITY) {
    this.#limits = limits;
    this.#most = most;
  }

  /** Waits for room; `onWait` is called once with the reason when there is none now. Throws the signal's reason. */
  async enter(need: Resources, signal: AbortSignal, onWait: (reason: string) => void): Promise<Admitted> {
    signal.throwIfAborted();
    if (!this.#turns.isFree(need)) onWait(this.#reason(need));
    return await this.#turns.enter(need, signal);
  }

  #add({ memoryBytes, cores }: Resources, sign: 1 | -1): void {
    const used = this.#used;
    this.#used = {
      memoryBytes: used.memoryBytes + sign * memoryBytes,
      cores: used.cores + sign * cores,
      count: used.count + sign,
    };
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
