/** So many at a time; who comes first is served first. */
export interface Places {
  /** Waits for a place, given back by disposing it. Throws the signal's reason when aborted while waiting. */
  take(signal: AbortSignal | undefined): Promise<Disposable>;
}

export function limitPlaces(count: number): Places {
  let free = count;
  const waiting = new Set<() => void>();
  const next = (): void => {
    const [first] = waiting;
    if (!first || free === 0) return;
    waiting.delete(first);
    first();
  };
  const occupy = (): Disposable => {
    free -= 1;
    let isTaken = true;
    return {
      [Symbol.dispose]() {
        if (!isTaken) return;
        isTaken = false;
        free += 1;
        next();
      },
    };
  };
  return {
    async take(signal) {
      signal?.throwIfAborted();
      if (free > 0) return occupy();
      const turn = Promise.withResolvers<Disposable>();
      const enter = (): void => turn.resolve(occupy());
      const leave = (): void => {
        if (waiting.delete(enter)) turn.reject(signal?.reason);
      };
      waiting.add(enter);
      signal?.addEventListener('abort', leave, { once: true });
      try {
        return await turn.promise;
      } finally {
        signal?.removeEventListener('abort', leave);
      }
    },
  };
}
