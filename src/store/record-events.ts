import type { Reporter, RunEvent } from '../contract/events.ts';
import { SalternError } from '../contract/errors.ts';
import type { Evidence } from '../contract/evidence.ts';
import type { RunResult } from '../contract/result.ts';
import type { RunRecord, Store } from '../contract/store.ts';

/**
 * Keeps in a store what events report: runs, what each instance proved, decisions. `close` waits until all is kept, and
 * throws `EVIDENCE_LOST` when a result is not, else the first error that there was.
 */
export function recordEvents(store: Store): Required<Reporter> {
  const troubles: unknown[] = [];
  const lost: LostResult[] = [];
  let started: RunStarted | undefined;
  // One after the other: what is kept of a run's end must not be overtaken by what is kept of its start.
  let done: Promise<void> = Promise.resolve();
  const keep = (work: () => Promise<void>): void => {
    done = done.then(work).catch((error: unknown) => void troubles.push(error));
  };
  const addEvidence = async (evidence: Evidence): Promise<void> => {
    try {
      await store.evidence().add(evidence);
    } catch (cause) {
      lost.push({ evidence, cause });
    }
  };
  return {
    on(event) {
      if (event.type === 'run-started') {
        started = event;
        keep(() => store.runs().put(toRecord(event, undefined)));
      } else if (event.type === 'instance-finished') {
        const { evidence } = event.result;
        if (evidence !== undefined) keep(() => addEvidence(evidence));
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
      const [first, ...more] = lost;
      if (first !== undefined) throw resultsLost([first, ...more]);
      if (troubles.length > 0) throw troubles[0];
    },
  };
}

/** A result that is not kept, and why. */
interface LostResult {
  readonly evidence: Evidence;
  readonly cause: unknown;
}

/** A lost result is worse than a lost report: the gate would go by an older one. */
function resultsLost(lost: readonly [LostResult, ...LostResult[]]): SalternError {
  const [{ evidence, cause }] = lost;
  const what = lost.length === 1 ? `The result of '${evidence.instance}'` : `The results of ${lost.length} instances`;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new SalternError('EVIDENCE_LOST', `${what} could not be kept: ${why}`, {
    hint: 'Mend that and run it again: until then the gate may go by an older result.',
    details: lost.map((one) => `${one.evidence.instance}: ${one.evidence.outcome}`),
    cause,
  });
}

type RunStarted = Extract<RunEvent, { type: 'run-started' }>;

function toRecord(started: RunStarted, result: RunResult | undefined): RunRecord {
  const { runId, verb, snapshot, shard, at } = started;
  const results = new Map(result?.instances.map((one) => [one.name, one]));
  const end = result && { outcome: result.outcome, durationMs: result.durationMs, interrupted: result.interrupted };
  return {
    version: 1,
    runId,
    verb,
    startedAt: new Date(at).toISOString(),
    ...(snapshot === undefined ? {} : { snapshot }),
    ...(shard === undefined ? {} : { shard }),
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
