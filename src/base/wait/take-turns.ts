/** Something that there is only so much of, and how much of it is taken. */
export interface Room<Need> {
  fits(need: Need): boolean;
  take(need: Need): void;
  giveBack(need: Need): void;
}

/** Lets callers in while there is room: first come, first served, so that nobody waits for ever. */
export interface Turns<Need> {
  /** Whether there is room now and nobody is waiting already. */
  isFree(need: Need): boolean;
  /** Waits for room, given back by disposing it. Throws the signal's reason when aborted while waiting. */
  enter(need: Need, signal: AbortSignal | undefined): Promise<Disposable>;
}

interface Waiter<Need> {
  readonly need: Need;
  readonly enter: () => void;
}

export function takeTurns<Need>(room: Room<Need>): Turns<Need> {
  const waiting = new Set<Waiter<Need>>();
  const isFree = (need: Need): boolean => waiting.size === 0 && room.fits(need);
  const letIn = (): void => {
    for (const waiter of waiting) {
      if (!room.fits(waiter.need)) return;
      waiting.delete(waiter);
      waiter.enter();
    }
  };
  const occupy = (need: Need): Disposable => {
    room.take(need);
    let isTaken = true;
    return {
      [Symbol.dispose]() {
        if (!isTaken) return;
        isTaken = false;
        room.giveBack(need);
        letIn();
      },
    };
  };
  return {
    isFree,
    async enter(need, signal) {
      signal?.throwIfAborted();
      if (isFree(need)) return occupy(need);
      const turn = Promise.withResolvers<Disposable>();
      const waiter = { need, enter: () => turn.resolve(occupy(need)) };
      const giveUp = (): void => {
        if (!waiting.delete(waiter)) return;
        turn.reject(signal?.reason);
        // The next in line may need less.
        letIn();
      };
      waiting.add(waiter);
      signal?.addEventListener('abort', giveUp, { once: true });
      try {
        return await turn.promise;
      } finally {
        signal?.removeEventListener('abort', giveUp);
      }
    },
  };
}
