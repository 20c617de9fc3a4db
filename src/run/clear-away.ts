import type { BoundInstance } from './bind/bind-instances.ts';
import type { RunServices } from './instance/run-services.ts';

/** Whoever interrupts a run waits for this. */
const LIMIT_MS = 5000;

/**
 * After an interrupted run: what drivers keep for the project beside its instances, such as an empty network, goes as
 * well. Instances are let alone: each has been removed, or is kept on purpose. What cannot be removed now is found by
 * `destroy --orphans`, and changes no verdict.
 */
export async function clearAway(instances: readonly BoundInstance[], services: RunServices): Promise<void> {
  const { project, runId, environment, cacheDirectory, now } = services;
  const context = {
    signal: AbortSignal.timeout(LIMIT_MS),
    project,
    runId,
    timeoutMs: LIMIT_MS,
    environment,
    cacheDirectory,
    now,
    progress: () => undefined,
    output: () => undefined,
  };
  const drivers = new Set(instances.map(({ driver }) => driver));
  await Promise.allSettled(
    [...drivers].map((driver) => driver.sweep({ keep: [], isInUse: async () => true }, context)),
  );
}
