import type { Reporter, RunEvent } from '../contract/events.ts';
import type { RunResult } from '../contract/result.ts';
import type { RunRecord, Store } from '../contract/store.ts';

/**
 * Keeps in a store what events report: runs, what each instance proved, decisions. `close` waits until all is kept, and
 * throws the first error that there was.
 */
export function recordEvents(store: Store): Required<Reporter> {
  const troubles: unknown[] = [];
  let started: RunStarted | undefined;
  // One after the other: what is kept of a run's end must not be overtaken by what is kept of its start.
  let done: Promise<void> = Promise.resolve();
  const keep = (work: () => Promise<void>): void => {
    done = done.then(work).catch((error: unknown) => void troubles.push(error));
  };
  return {
    on(event) {
      if (event.type === 'run-started') {
        started = event;
        keep(() => store.runs().put(toRecord(event, undefined)));
      } else if (event.type === 'instance-finished') {
        const { evidence } = event.result;
        if (evidence !== undefined) keep(() => store.evidence().add(evidence));
      } else if (event.type === 'run-finished' && started !== undefined) {
        const record = toRecord(started, event.result);
        keep(() => store.runs().put(record));
      }
    },
    onFleet(event) {
      if (event.type === 'decision-made') keep(() => store.decisions().put(event.entry));
    },
    async close() {
      await done;
      if (troubles.length > 0) throw troubles[0];
    },
  };
}

type RunStarted = Extract<RunEvent, { type: 'run-started' }>;

function toRecord(started: RunStarted, result: RunResult | undefined): RunRecord {
  const { runId, verb, snapshot, at } = started;
  const results = new Map(result?.instances.map((one) => [one.name, one]));
  const end = result && { outcome: result.outcome, durationMs: result.durationMs, interrupted: result.interrupted };
  return {
    version: 1,
    runId,
    verb,
    startedAt: new Date(at).toISOString(),
    ...(snapshot === undefined ? {} : { snapshot }),
    instances: started.instances.map(({ name, formula, suite, platform }) => {
      const own = results.get(name);
      return {
        name,
        formula,
        suite,
        platform,
        ...(own === undefined ? {} : { outcome: own.outcome, durationMs: own.durationMs }),
      };
    }),
    ...(end === undefined ? {} : { end }),
  };
}
