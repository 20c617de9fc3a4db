import { expect, it } from 'vitest';
import { decideGate } from '../../../../src/gate/decide-gate.ts';
import type { GateInput } from '../../../../src/gate/gate-input.ts';
import { renderDecision } from '../../../../src/report/terminal/render-decision.ts';
import { plainLine } from '../../../../src/report/text/line.ts';
import { failed, input, policyWith, result, ssh7, ssh9, waiver } from '../../gate/fixtures.ts';

const DAY = 86_400_000;

function render(changes: Partial<GateInput>): string {
  const decision = decideGate(input({ evidence: [result(ssh9)], ...changes }));
  return renderDecision(decision, { channelAt: '20261122T013000' }).map(plainLine).join('\n');
}

it('says until when it soaks, and that it may go then', () => {
  expect(render({ policy: policyWith({ soakMs: 7 * DAY }), seenAt: '2026-11-21T06:00:00.000Z' }))
    .toBe(`WAIT  20261123T013000 for stable   stable stays at 20261122T013000
  1 of 1 requirements met
  it soaks: there for 2 d of 7 d
  it may go from 28 Nov 2026, 06:00 UTC on`);
});

it('says until when it waits for what is lacking', () => {
  expect(render({ evidence: [], policy: policyWith({ deadlineMs: 2 * DAY }) }))
    .toBe(`WAIT  20261123T013000 for stable             stable stays at 20261122T013000
  MISSING  ops-ssh-default-centos-stream-9   no result for this snapshot
  0 of 1 requirements met
  it waits until 25 Nov 2026, 06:00 UTC for what is lacking, and is refused then`);
});

it('says who stopped it, and that somebody has to act', () => {
  const freezes = [{ channel: 'stable', by: 'jane@ops', at: '2026-11-23T00:00:00.000Z', reason: 'the shop is full' }];

  expect(render({ freezes })).toBe(`WAIT  20261123T013000 for stable   stable stays at 20261122T013000
  1 of 1 requirements met
  stable is frozen by jane@ops: the shop is full
  it waits until somebody acts`);
});

it('says who waived what until when, and which waivers could go', () => {
  const idle = waiver({ name: 'old', requirement: ssh7.name, failure: undefined });

  expect(render({ declared: [ssh7, ssh9], evidence: [result(ssh7), failed], waivers: [waiver(), idle] }))
    .toBe(`PROMOTE  20261123T013000 for stable         stable is at 20261122T013000
  WAIVED  ops-ssh-default-centos-stream-9   waived until 29 Nov 2026, 10:00 UTC by jane, approved by bob: mended upstream (waiver 'known', OPS-12)
                                            check port tcp:22 listening: expected true, got false
  2 of 2 requirements met
  waiver 'old' covers nothing any more: ops-ssh-default-centos-7 passes; remove its file`);
});

it('names the lane, and what it leaves to be proved', () => {
  const place = { file: 'gate.yml', line: 9, column: 1 };
  const require = [{ suites: ['ops-ssh'], platforms: ['centos-stream-9'], place }];
  const policy = policyWith({ lanes: { expedited: { require, fullWithinMs: 2 * DAY } } });

  expect(render({ declared: [ssh7, ssh9], policy, lane: 'expedited' }))
    .toBe(`PROMOTE  20261123T013000 for stable in the lane 'expedited'   stable is at 20261122T013000
  1 of 1 requirements met
  by 25 Nov 2026, 06:00 UTC all that stable requires is to be proved; lacking: ops-ssh-default-centos-7
  1 not required: ops-ssh-default-centos-7`);
});
