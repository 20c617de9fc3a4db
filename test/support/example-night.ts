import type { NightRecord } from '../../src/contract/night.ts';

/** A night that was promoted, unless told otherwise. */
export function exampleNight(change: Partial<NightRecord> = {}): NightRecord {
  const id = change.night ?? '20261126T013000';
  return {
    version: 1,
    night: id,
    project: 'fleet',
    startedAt: '2026-11-26T01:30:00.000Z',
    snapshot: { id: '20261126T013000', digest: 'sha256:five', isNew: true },
    channel: { name: 'stable', before: '20261125T013000', after: '20261126T013000' },
    steps: [],
    tally: { instances: 0, pass: 0, fail: 0, error: 0, flaky: 0, attempts: 0, reused: 0 },
    reason: '',
    runs: [],
    instances: [],
    told: [],
    end: { at: '2026-11-26T02:14:00.000Z', outcome: 'promoted' },
    ...change,
  };
}

/** The same as something left it on its way. */
export function stoppedNight(change: Partial<NightRecord> = {}): NightRecord {
  const { end: _, ...night } = exampleNight(change);
  return night;
}
