import type { RunRecord, Store } from '../contract/store.ts';

/** Runs that are looked at: an instance that none of these ran is as good as new. */
const MOST_RUNS = 8;

/**
 * What each instance took when `verb` last came to a verdict on it, in milliseconds, by name: what broke or was
 * interrupted says nothing of the next time. Reads the newest runs only.
 */
export async function readUsualTimes(store: Store, verb: string): Promise<Readonly<Record<string, number>>> {
  return findUsualTimes(await store.runs().list({ limit: MOST_RUNS }), verb);
}

/** `runs`: newest first. Pure. */
export function findUsualTimes(runs: readonly RunRecord[], verb: string): Readonly<Record<string, number>> {
  const judged = runs
    .filter((run) => run.verb === verb)
    .flatMap(({ instances }) => instances)
    .filter(({ outcome }) => outcome === 'pass' || outcome === 'fail');
  return Object.fromEntries(judged.toReversed().map(({ name, durationMs = 0 }) => [name, durationMs]));
}
