import type { RunStarted } from '../../contract/events.ts';
import type { ReporterKind } from '../../contract/reporter.ts';
import type { RunResult } from '../../contract/result.ts';
import type { OpenAttempt, Remembered } from '../../contract/store.ts';
import { afterRun } from '../after-run.ts';
import { givesVerdict } from '../gives-verdict.ts';
import { isVerdict, mergeVerdicts } from './merge-verdicts.ts';

/**
 * Remembers the newest verdict on each instance, and from the start of a run which instances have none of it yet: what
 * was interrupted or killed is known afterwards. `close` throws `INTERNAL`, `NO_SPACE` or `BUSY` when it cannot be kept.
 */
export const memoryKind: ReporterKind = {
  open(_settings, { verdicts, instances: project, cwd }) {
    let begun: Promise<unknown> = Promise.resolve();
    const ending = afterRun(async ({ verb, snapshot }, result) => {
      if (givesVerdict(verb)) await verdicts.update((earlier) => remember(earlier, result, { project, snapshot, cwd }));
    });
    return [
      {
        on(event) {
          ending.on(event);
          if (event.type !== 'run-started' || !givesVerdict(event.verb)) return;
          begun = verdicts.update((earlier) => ({ ...earlier, attempts: addAttempts(earlier.attempts, event) }));
          // Told when it is closed.
          begun.catch(() => undefined);
        },
        async close() {
          await begun;
          await ending.close();
        },
      },
    ];
  },
};

/** What is remembered after a run. Pure. */
export function remember(
  { verdicts, attempts }: Remembered,
  result: RunResult,
  options: Parameters<typeof mergeVerdicts>[2],
): Remembered {
  const ended = new Map(result.instances.map((one) => [one.name, one]));
  const names = new Set(options.project.map(({ name }) => name));
  return {
    verdicts: mergeVerdicts(verdicts, result, options),
    attempts: attempts.flatMap((attempt) => {
      if (!names.has(attempt.instance)) return [];
      if (attempt.runId !== result.runId) return [attempt];
      const own = ended.get(attempt.instance);
      const isOver = own !== undefined && (own.outcome === 'skip' || isVerdict(own));
      return isOver || !result.interrupted ? [] : [{ ...attempt, isInterrupted: true }];
    }),
  };
}

function addAttempts(earlier: readonly OpenAttempt[], { runId, at, instances }: RunStarted): readonly OpenAttempt[] {
  const names = new Set(instances.map(({ name }) => name));
  const begun = instances.map(({ name }) => ({ instance: name, runId, at: new Date(at).toISOString() }));
  return [...earlier.filter(({ instance }) => !names.has(instance)), ...begun];
}
