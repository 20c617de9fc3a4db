import { formatGib } from '../base/text/format-bytes.ts';
import { takeTurns } from '../base/wait/take-turns.ts';
import type { Resources } from '../contract/driver.ts';

/** Leave to start an instance; disposing gives it back. */
export type Admitted = Disposable;

/**
 * Lets instances in while memory and the user's own limit allow, or, where there is none, memory and cores, first come
 * first served. One instance is always let in, however big it is: better slow than never.
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

  /** `most`: how many instances at once the user asked for; then cores do not count. Default: as cores allow. */
  constructor(limits: Resources, most?: number) {
    this.#limits = most === undefined ? limits : { ...limits, cores: Number.POSITIVE_INFINITY };
    this.#most = most ?? Number.POSITIVE_INFINITY;
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

/**
 * How many of the first instances are let in at once, 1 or more. Pure; `most` as for `Admission`.
 */
export function countAtOnce(needs: readonly Resources[], limits: Resources, most?: number): number {
  let [memoryBytes, cores] = [limits.memoryBytes, most === undefined ? limits.cores : Number.POSITIVE_INFINITY];
  const room = needs.slice(0, most);
  const first = room.findIndex((need) => {
    memoryBytes -= need.memoryBytes;
    cores -= need.cores;
    return memoryBytes < 0 || cores < -1e-9;
  });
  return Math.max(1, first === -1 ? room.length : first);
}
