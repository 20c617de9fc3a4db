import { describe, expect, it } from 'vitest';
import type { NightRecord } from '../../../../src/contract/night.ts';
import { nightOutcome } from '../../../../src/report/notify/night-outcome.ts';
import { makeNight } from '../../../support/told-nights.ts';

/** As a night is while people are told of it: its end is not written yet. */
function withoutEnd({ end: _end, ...night }: NightRecord): NightRecord {
  return night;
}

const failedStep = { name: 'report', outcome: 'error', startedAt: '', durationMs: 0, text: 'no space' } as const;

describe('what came of a night that is telling people', () => {
  it.each([
    ['refused', makeNight({ night: 2, ends: 'refused' })],
    ['promoted', makeNight({ night: 2, ends: 'promoted' })],
    ['error', makeNight({ night: 2, ends: 'error' })],
    [undefined, makeNight({ night: 2, ends: 'open' })],
  ])('is %s', (outcome, night) => {
    expect(nightOutcome(withoutEnd(night))).toBe(outcome);
  });

  it('is judged where the gate said yes and the channel stayed', () => {
    const night = makeNight({ night: 2 });

    expect(nightOutcome({ ...withoutEnd(night), channel: { name: 'stable', before: 'a', after: 'a' } })).toBe('judged');
  });

  it('is promoted where only what came after that went wrong', () => {
    const night = makeNight({ night: 2 });

    expect(nightOutcome({ ...withoutEnd(night), steps: [...night.steps, failedStep] })).toBe('promoted');
  });
});
