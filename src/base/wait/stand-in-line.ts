/** A place in a line. */
export interface Place {
  /** Waits until everybody before has left. */
  readonly reached: Promise<void>;
  /** Lets those behind go on; once is as good as twice. */
  leave(): void;
}

/** A line in which places are taken one behind the other, whoever is ready first. Each must be left in the end. */
export function standInLine(): () => Place {
  let last = Promise.resolve();
  return () => {
    const left = Promise.withResolvers<void>();
    const reached = last;
    last = reached.then(() => left.promise);
    return { reached, leave: left.resolve };
  };
}
