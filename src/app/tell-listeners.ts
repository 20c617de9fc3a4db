import type { FleetEvent, Reporter, RunEvent } from '../contract/events.ts';

export interface Listeners {
  /** Never throws: a listener must not stop the run. */
  emit(event: RunEvent): void;
  /** The same of what happens to snapshots and channels. */
  emitFleet(event: FleetEvent): void;
  /**
   * Closes all in their order, so that each writes what it still has to; gives every error, those in `emit` too, and one
   * that two of them met once.
   */
  close(): Promise<readonly unknown[]>;
}

/** Passes events on to all; one that throws gets no more, but is still closed. */
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
      return all.filter((one, at) => !all.slice(0, at).some((before) => isSame(one, before)));
    },
  };
}

/** Numbers do not count: they are of temporary names. */
function isSame(one: unknown, other: unknown): boolean {
  const words = (error: Error): string => error.message.replaceAll(/\d+/g, '');
  return one === other || (one instanceof Error && other instanceof Error && words(one) === words(other));
}
