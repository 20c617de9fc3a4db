import type { InstanceSummary } from '../contract/events.ts';
import type { History, ResultRow } from '../contract/history.ts';
import type { NightSummary } from '../contract/night.ts';
import { VERDICT_VERBS } from '../report/gives-verdict.ts';

/** What a view is to be made of. */
export interface Gathering {
  /** Newest first. */
  readonly nights: readonly NightSummary[];
  readonly instances: readonly InstanceSummary[];
}

/**
 * The results that a view needs, of each instance newest first: all since the oldest night, and from before what says when
 * an instance passed and failed last. `create` and `converge` look at less than a verdict promises, and are left out.
 */
export async function gatherResults(history: History, { nights, instances }: Gathering): Promise<readonly ResultRow[]> {
  const oldest = nights.map(({ startedAt }) => startedAt).toSorted()[0];
  const verbs = VERDICT_VERBS;
  const recent = await history.results({ verbs, ...(oldest === undefined ? {} : { since: oldest }) });
  if (oldest === undefined) return recent;
  const byInstance = Map.groupBy(recent, ({ name }) => name);
  const earlier: ResultRow[] = [];
  for (const { name } of instances) {
    const own = byInstance.get(name) ?? [];
    if (!own.some(({ outcome }) => outcome === 'pass')) {
      // Red, or not run, for longer than the view goes back.
      earlier.push(...(await history.results({ instance: name, verbs })).slice(own.length));
    } else if (!own.some(({ outcome }) => outcome === 'fail' || outcome === 'error')) {
      earlier.push(...(await history.results({ instance: name, verbs, outcomes: ['fail', 'error'], limit: 1 })));
    }
  }
  return [...recent, ...earlier];
}
