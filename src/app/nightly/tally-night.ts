import type { NightRecord, NightTally } from '../../contract/night.ts';

/** Counts what became of the instances. Pure. */
export function tallyNight(instances: NightRecord['instances'], reused: number): NightTally {
  const total = (outcome: string): number => instances.filter((one) => one.outcome === outcome).length;
  return {
    instances: instances.length,
    pass: total('pass'),
    fail: total('fail'),
    error: total('error'),
    flaky: instances.filter(({ outcome, isFlaky }) => outcome === 'pass' && isFlaky === true).length,
    attempts: instances.reduce((sum, { attempts }) => sum + attempts, 0),
    reused,
  };
}

/** `38 passed (1 flaky), 2 failed, 43 attempts`: only what there is. Pure. */
export function describeTally({ instances, pass, fail, error, flaky, attempts, reused }: NightTally): string {
  const open = instances - pass - fail - error;
  const parts = [
    ...(pass > 0 ? [`${pass} passed${flaky > 0 ? ` (${flaky} flaky)` : ''}`] : []),
    ...(fail > 0 ? [`${fail} failed`] : []),
    ...(error > 0 ? [`${error} could not be run`] : []),
    ...(open > 0 ? [`${open} without a verdict`] : []),
    ...(attempts > instances ? [`${attempts} attempts`] : []),
    ...(reused > 0 ? [`${reused} reused`] : []),
  ];
  return parts.join(', ');
}
