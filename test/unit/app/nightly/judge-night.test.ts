import { expect, it } from 'vitest';
import { judgeNight } from '../../../../src/app/nightly/judge-night.ts';
import type { RequirementKind } from '../../../../src/contract/decision.ts';
import type { NightOutcome, NightRecord } from '../../../../src/contract/night.ts';
import { decideGate } from '../../../../src/gate/decide-gate.ts';
import { exampleNight } from '../../../support/example-night.ts';
import { input, result, ssh9 } from '../../gate/fixtures.ts';

/** A decision about requirements of these kinds. */
function judged(...kinds: readonly RequirementKind[]): NonNullable<NightRecord['judged']> {
  const decision = decideGate(input({ evidence: [result(ssh9)] }));
  const requirements = kinds.flatMap((kind) => decision.requirements.map((one) => ({ ...one, kind })));
  const isOpen = kinds.every((kind) => kind === 'pass' || kind === 'flaky');
  return { ...decision, decision: isOpen ? 'promote' : 'reject', requirements };
}

it.each<[string, Partial<NightRecord>, NightOutcome]>([
  ['the channel moved', { judged: judged('pass', 'flaky') }, 'promoted'],
  [
    'the channel stayed all the same',
    { judged: judged('pass'), channel: { name: 'stable', before: 'x', after: 'x' } },
    'refused',
  ],
  ['something failed', { judged: judged('pass', 'fail', 'error') }, 'refused'],
  ['something could not be run, and nothing failed', { judged: judged('pass', 'error', 'missing') }, 'error'],
  ['a result is missing', { judged: judged('missing') }, 'refused'],
  ['a result is stale', { judged: judged('stale') }, 'refused'],
  [
    'the snapshot is refused',
    { judged: { ...judged('error'), blocks: [{ kind: 'future', reason: 'of the future', isPassing: false }] } },
    'refused',
  ],
  ['nobody decided', {}, 'error'],
])('%s', (_, change, outcome) => {
  expect(judgeNight(exampleNight(change), { isPromoting: true })).toBe(outcome);
});

it('nobody wants the channel to move', () => {
  expect(judgeNight(exampleNight({ judged: judged('pass') }), { isPromoting: false })).toBe('judged');
});
