import { describe, expect, it } from 'vitest';
import type { RequirementKind } from '../../../src/contract/decision.ts';
import type { NightOutcome, NightRecord, NightStep } from '../../../src/contract/night.ts';
import { nightOutcome } from '../../../src/contract/night-outcome.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { stoppedNight } from '../../support/example-night.ts';
import { makeNight } from '../../support/told-nights.ts';
import { input, result, ssh9 } from '../gate/fixtures.ts';

/** A decision about requirements of these kinds. */
function judged(...kinds: readonly RequirementKind[]): NonNullable<NightRecord['judged']> {
  const decision = decideGate(input({ evidence: [result(ssh9)] }));
  const requirements = kinds.flatMap((kind) => decision.requirements.map((one) => ({ ...one, kind })));
  const isOpen = kinds.every((kind) => kind === 'pass' || kind === 'flaky');
  return { ...decision, decision: isOpen ? 'promote' : 'reject', requirements };
}

function step(name: NightStep['name'], outcome: NightStep['outcome']): NightStep {
  return { name, outcome, startedAt: '', durationMs: 0, text: '' };
}

const STAYED = { name: 'stable', before: 'x', after: 'x' };

describe('what came of a night, before its end is written', () => {
  it.each<[string, Partial<NightRecord>, NightOutcome | undefined]>([
    ['the channel moved', { judged: judged('pass', 'flaky'), steps: [step('promote', 'done')] }, 'promoted'],
    [
      'the channel moved, and only what came after went wrong',
      { judged: judged('pass'), steps: [step('promote', 'done'), step('report', 'error')] },
      'promoted',
    ],
    [
      'the channel stayed all the same',
      { judged: judged('pass'), channel: STAYED, steps: [step('promote', 'done')] },
      'refused',
    ],
    [
      'nobody wants the channel to move',
      { judged: judged('pass'), channel: STAYED, steps: [step('promote', 'skipped')] },
      'judged',
    ],
    [
      'nobody wants the channel to move, and it is there',
      { judged: judged('pass'), steps: [step('promote', 'skipped')] },
      'judged',
    ],
    [
      'the channel could not be moved',
      { judged: judged('pass'), channel: STAYED, steps: [step('promote', 'error')] },
      'error',
    ],
    ['the channel is about to move', { judged: judged('pass'), channel: STAYED }, undefined],
    ['the gate said not yet', { judged: { ...judged('pass'), decision: 'wait' } }, 'waiting'],
    ['something failed', { judged: judged('pass', 'fail', 'error') }, 'refused'],
    ['something could not be run, and nothing failed', { judged: judged('pass', 'error', 'missing') }, 'error'],
    ['a result is missing', { judged: judged('missing') }, 'refused'],
    ['a result is stale', { judged: judged('stale') }, 'refused'],
    [
      'the snapshot is refused',
      { judged: { ...judged('error'), blocks: [{ kind: 'future', reason: 'of the future', isPassing: false }] } },
      'refused',
    ],
    ['its summary alone is known', { decision: 'reject' }, 'refused'],
    ['nobody decided, for a step went wrong', { steps: [step('run', 'error')] }, 'error'],
    ['nobody decided yet', {}, undefined],
  ])('%s', (_, change, outcome) => {
    expect(nightOutcome(stoppedNight(change))).toBe(outcome);
  });

  it.each(['refused', 'promoted', 'error'] as const)('is what its end will be: %s', (ends) => {
    const { end: _, ...night } = makeNight({ night: 2, ends });

    expect(nightOutcome(night)).toBe(ends);
  });

  it('is its end once that is written, whatever the rest says', () => {
    const end = { at: '2026-11-26T02:14:00.000Z', outcome: 'interrupted' } as const;

    expect(nightOutcome({ ...stoppedNight({ judged: judged('pass') }), end })).toBe('interrupted');
  });
});
