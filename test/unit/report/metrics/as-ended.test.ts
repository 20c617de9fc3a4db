import { describe, expect, it } from 'vitest';
import type { NightSummary } from '../../../../src/contract/night.ts';
import { asEnded } from '../../../../src/report/metrics/as-ended.ts';
import { drawView, TONIGHT } from '../../../support/fleet-view.ts';

const view = drawView({ 'ops-ssh default centos-7': '✓✓' });
const NOW = Date.parse(TONIGHT) + 60_000;

/** Tonight, as its own record is while it is under way. */
function underWay(change: Partial<NightSummary>): NightSummary {
  const [{ end: _, ...night } = { end: undefined }] = view.nights;
  return { ...(night as NightSummary), ...change };
}

describe('a night that is about to end', () => {
  it.each([
    ['promoted', { decision: 'promote', channel: { name: 'stable', before: 'a', after: '20261126T013000' } }],
    ['judged', { decision: 'promote', channel: { name: 'stable', before: 'a', after: 'a' } }],
    ['refused', { decision: 'reject' }],
  ] as const)('counts as %s by what it has come to', (outcome, change) => {
    const [tonight, before] = asEnded(view, underWay(change), NOW).nights;

    expect(tonight?.end).toEqual({ at: '2026-11-26T01:31:00.000Z', outcome });
    expect(before).toBe(view.nights[1]);
  });

  it('has found nothing out where the gate was not asked', () => {
    const { decision: _, ...night } = underWay({});

    expect(asEnded(view, night, NOW).nights[0]?.end?.outcome).toBe('error');
  });

  it('keeps the end that it has', () => {
    const end = { at: TONIGHT, outcome: 'interrupted' } as const;

    expect(asEnded(view, underWay({ end }), NOW).nights[0]?.end).toBe(end);
  });

  it('changes nothing where it is not the newest that is known', () => {
    expect(asEnded(view, underWay({ night: '20261127T013000' }), NOW)).toBe(view);
  });
});
