import { takeTurns } from './take-turns.ts';

/** Lets a fixed number of callers in at a time; first come, first served. */
export interface Slots {
  /** Waits for a slot, given back by disposing it. Throws the signal's reason when aborted while waiting. */
  take(signal: AbortSignal | undefined): Promise<Disposable>;
}

export function limitSlots(count: number): Slots {
  let free = count;
  const turns = takeTurns<undefined>({
    fits: () => free > 0,
    take: () => void (free -= 1),
    giveBack: () => void (free += 1),
  });
  return { take: (signal) => turns.enter(undefined, signal) };
}
