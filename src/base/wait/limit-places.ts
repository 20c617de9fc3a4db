import { takeTurns } from './take-turns.ts';

/** So many at a time; who comes first is served first. */
export interface Places {
  /** Waits for a place, given back by disposing it. Throws the signal's reason when aborted while waiting. */
  take(signal: AbortSignal | undefined): Promise<Disposable>;
}

export function limitPlaces(count: number): Places {
  let free = count;
  const turns = takeTurns<undefined>({
    fits: () => free > 0,
    take: () => void (free -= 1),
    giveBack: () => void (free += 1),
  });
  return { take: (signal) => turns.enter(undefined, signal) };
}
