import { expect, it } from 'vitest';
import { decideGate } from '../../../../src/gate/decide-gate.ts';
import type { GateInput } from '../../../../src/gate/gate-input.ts';
import { topLines } from '../../../../src/report/notify/top-lines.ts';
import { exampleNight } from '../../../support/example-night.ts';
import { failed, input, policyWith, result, ssh9, waiver } from '../../gate/fixtures.ts';

/** Title and reason, as mails and the night's page begin. */
function tell(changes: Partial<GateInput>): readonly string[] {
  const judged = decideGate(input({ evidence: [result(ssh9)], ...changes }));
  const outcome = judged.decision === 'wait' ? 'waiting' : 'promoted';
  const end = { at: '2026-11-26T02:14:00.000Z', outcome } as const;
  const lines = topLines({
    night: exampleNight({ judged, decision: judged.decision, end }),
    view: undefined,
    declared: [ssh9],
  });
  return [lines[0]?.split(' · ').at(-1) ?? '', lines[2] ?? ''];
}

it.each<[string, Partial<GateInput>, readonly string[]]>([
  [
    'a night that soaks',
    { policy: policyWith({ soakMs: 86_400_000 }) },
    ['– WAITING', 'it soaks: there for 0 s of 24 h; it may go from 24 Nov 2026, 06:00 UTC on'],
  ],
  [
    'a night that waits for results',
    { evidence: [], policy: policyWith({ deadlineMs: 86_400_000 }) },
    [
      '– WAITING',
      '1 of 1 requirement not met: ops-ssh-default on 9; it waits until 24 Nov 2026, 06:00 UTC for what is lacking, and is refused then',
    ],
  ],
  [
    'a night with a waiver',
    { evidence: [failed], waivers: [waiver()] },
    [
      '✓ PROMOTED',
      "1 of 1 requirements met, 1 of them waived: ops-ssh-default-centos-stream-9, waived until 29 Nov 2026, 10:00 UTC by jane, approved by bob: mended upstream (waiver 'known', OPS-12)",
    ],
  ],
])('%s', (_, changes, expected) => {
  expect(tell(changes)).toEqual(expected);
});
