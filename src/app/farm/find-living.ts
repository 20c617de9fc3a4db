import { setTimeout as delay } from 'node:timers/promises';
import type { FarmDesk } from '../../contract/farm.ts';

/** How long a worker has to show that it lives: a cancelled run wakes it, so that it says so at once. Milliseconds. */
const AWAKE_MS = 3000;

/**
 * Cancels a run, and gives the names of the workers that were at it and have been heard of since: they end what they are
 * at. Nobody need wait for the others: they were killed, or cut off. `awakeMs`: default 3 s.
 */
export async function cancelAndFindLiving(
  desk: Pick<FarmDesk, 'workers' | 'cancel'>,
  runId: string,
  { signal, awakeMs = AWAKE_MS }: { readonly signal: AbortSignal; readonly awakeMs?: number },
): Promise<readonly string[]> {
  const before = (await desk.workers()).filter(({ jobs }) => jobs.some((job) => job.startsWith(`${runId}/`)));
  await desk.cancel(runId);
  await delay(awakeMs, undefined, { signal });
  const seenBefore = new Map(before.map(({ name, seenAt }) => [name, seenAt]));
  const now = await desk.workers();
  return now.flatMap(({ name, seenAt }) => (seenBefore.has(name) && seenBefore.get(name) !== seenAt ? [name] : []));
}
