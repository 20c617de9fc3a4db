import type { NightRecord } from '../../src/contract/night.ts';

/** One night of `nightly.json`. */
export interface ToldNight {
  readonly snapshot: string;
  readonly decision: string;
  /** How many there were. */
  readonly instances: number;
  readonly passed: number;
  readonly failed: readonly string[];
  readonly flaky: readonly string[];
  /** Whose results of a part that was stopped were used again. */
  readonly reused: number;
  readonly told: readonly { readonly to: string; readonly about: string }[];
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
}

/** What a night came to, in short. Pure. */
export function describeNight(night: NightRecord): ToldNight {
  const { snapshot, decision, tally, instances, told, steps } = night;
  const isBad = (outcome: string | undefined): boolean => outcome === 'fail' || outcome === 'error';
  return {
    snapshot: snapshot?.id ?? '',
    decision: decision ?? night.end?.outcome ?? 'none',
    instances: tally.instances,
    passed: tally.pass,
    failed: instances.filter(({ outcome }) => isBad(outcome)).map(({ name }) => name),
    flaky: instances.filter(({ isFlaky }) => isFlaky === true).map(({ name }) => name),
    reused: tally.reused,
    told: told.filter(({ outcome }) => outcome === 'sent').map(({ to, about }) => ({ to, about })),
    steps: steps.map(({ name, durationMs }) => ({ name, seconds: Math.round(durationMs / 100) / 10 })),
  };
}
