import type { NightRecord, NightTally } from '../../contract/night.ts';
import { plainLine } from '../../report/text/line.ts';
import { renderTally } from '../../report/text/render-tally.ts';

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

/** `38 passed (1 flaky), 2 failed, 43 attempts`. Pure. */
export function describeTally(tally: NightTally): string {
  return plainLine(renderTally(tally));
}
