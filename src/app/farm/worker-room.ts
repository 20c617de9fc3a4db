import type { Resources } from '../../contract/driver.ts';

/** What a worker has left for further jobs. */
export interface WorkerRoom {
  /** Undefined: not enough for anything. */
  free(): Resources | undefined;
  /** A job has begun; disposing gives its room back. */
  enter(need: Resources): Disposable;
  /** Aborted once a job has given its room back: what is asked for now may be more. */
  changed(): AbortSignal;
}

/** Less than any instance needs. */
const LEAST_CORES = 0.01;

/** The room within these limits. */
export function roomOf(limits: Resources): WorkerRoom {
  let change = new AbortController();
  let used = { memoryBytes: 0, cores: 0, count: 0 };
  const add = ({ memoryBytes, cores }: Resources, sign: 1 | -1): void => {
    used = {
      memoryBytes: used.memoryBytes + sign * memoryBytes,
      cores: used.cores + sign * cores,
      count: used.count + sign,
    };
  };
  return {
    free() {
      if (used.count === 0) return limits;
      const left = { memoryBytes: limits.memoryBytes - used.memoryBytes, cores: limits.cores - used.cores };
      return left.memoryBytes > 0 && left.cores >= LEAST_CORES ? left : undefined;
    },
    enter(need) {
      add(need, 1);
      return {
        [Symbol.dispose]() {
          add(need, -1);
          change.abort();
        },
      };
    },
    changed() {
      if (change.signal.aborted) change = new AbortController();
      return change.signal;
    },
  };
}
