import { worstOutcome } from '../contract/outcome.ts';
import type { InstanceResult, RunResult } from '../contract/result.ts';
import type { RunServices } from './instance/run-services.ts';

/** The result of a run that is over, which listeners are told. `startedAt`: milliseconds since the epoch. */
export function endRun(
  instances: readonly InstanceResult[],
  { startedAt, signal }: { readonly startedAt: number; readonly signal: AbortSignal },
  services: RunServices,
): RunResult {
  const result: RunResult = {
    runId: services.runId,
    outcome: worstOutcome(instances.map((one) => one.outcome)),
    instances,
    startedAt: new Date(startedAt).toISOString(),
    durationMs: services.now() - startedAt,
    interrupted: signal.aborted,
  };
  services.emit({ type: 'run-finished', result });
  return result;
}
