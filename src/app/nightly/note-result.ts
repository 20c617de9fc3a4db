import type { NightRecord } from '../../contract/night.ts';
import type { InstanceResult } from '../../contract/result.ts';
import type { Standing } from './take-stock.ts';

type NightInstances = NightRecord['instances'];

/** The instances of a night after one more attempt at one of them. An attempt that somebody stopped is none. Pure. */
export function noteResult(
  instances: NightInstances,
  { name, outcome, trouble }: Pick<InstanceResult, 'name' | 'outcome' | 'trouble'>,
  runId: string,
): NightInstances {
  if (trouble?.code === 'INTERRUPTED') return instances;
  return instances.map((one) => {
    if (one.name !== name) return one;
    const attempts = one.attempts + 1;
    // What could not be found out replaces no verdict.
    const isVerdict = one.outcome === 'pass' || one.outcome === 'fail';
    if (isVerdict && outcome !== 'pass' && outcome !== 'fail') return { ...one, attempts };
    return { ...one, outcome, runId, attempts, ...flaky(outcome === 'pass' && one.outcome === 'fail') };
  });
}

/** The instances as the results say that are kept; of those without one, as they were noted. Pure. */
export function settleInstances(instances: NightInstances, standings: readonly Standing[]): NightInstances {
  const known = new Map(standings.map((standing) => [standing.name, standing]));
  return instances.map(({ name, attempts, ...noted }) => {
    const standing = known.get(name);
    const all = { name, attempts: Math.max(attempts, standing?.attempts ?? 0) };
    if (standing?.newest === undefined) return { ...all, ...noted };
    return { ...all, ...standing.newest, ...flaky(standing.newest.outcome === 'pass' && standing.hasFailed) };
  });
}

function flaky(isFlaky: boolean): { readonly isFlaky?: true } {
  return isFlaky ? { isFlaky } : {};
}
