import type { FleetEvent, Reporter, RunEvent } from '../contract/events.ts';

export interface Listeners {
  /** Never throws: who listens must not stop what it listens to. */
  emit(event: RunEvent): void;
  /** The same of what happens to snapshots and channels. */
  emitFleet(event: FleetEvent): void;
  /** Lets each write what it owes, in their order; gives all that stood in the way, of `emit` too. */
  close(): Promise<readonly unknown[]>;
}

/** Tells events to all; one that throws is told no more, and is still closed. */
export function tellListeners(reporters: readonly Reporter[]): Listeners {
  const troubles = new Map<Reporter, unknown>();
  const tell = (hear: (reporter: Reporter) => void): void => {
    for (const reporter of reporters) {
      if (troubles.has(reporter)) continue;
      try {
        hear(reporter);
      } catch (error) {
        troubles.set(reporter, error);
      }
    }
  };
  return {
    emit: (event) => tell((reporter) => reporter.on(event)),
    emitFleet: (event) => tell((reporter) => reporter.onFleet?.(event)),
    async close() {
      const all: unknown[] = [];
      for (const reporter of reporters) {
        if (troubles.has(reporter)) all.push(troubles.get(reporter));
        await reporter.close?.().catch((error: unknown) => all.push(error));
      }
      return all;
    },
  };
}
