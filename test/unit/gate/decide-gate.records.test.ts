import { describe, expect, it } from 'vitest';
import type { Hold } from '../../../src/contract/gate-records.ts';
import { tellHold } from '../../../src/contract/tell-hold.ts';
import { tellOwners } from '../../../src/contract/tell-owners.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { failed, input, policyWith, result, ssh7, ssh9, time9, waiver } from './fixtures.ts';

const hold: Hold = {
  name: 'chrony',
  file: 'holds/chrony.yml',
  digest: 'sha256:h',
  package: 'chrony',
  most: '4.5-1',
  reason: 'loses time',
  author: 'jane',
  created: '2026-11-20T10:00:00.000Z',
  expires: '2026-12-04T10:00:00.000Z',
};
const held = { hold: 'chrony', member: 'base9', package: 'chrony-4.5-2.x86_64' };
const passing = { policy: policyWith({}), evidence: [result(ssh9)] };

describe('a hold in force stands in every decision', () => {
  it('with what it keeps out', () => {
    const decision = decideGate(input({ ...passing, holds: [hold], held: [held] }));

    expect(decision.decision).toBe('reject');
    expect(decision.holds?.map(tellHold)).toEqual([
      "chrony is held at 4.5-1 until 4 Dec 2026, 10:00 UTC by jane: loses time (hold 'chrony'); keeps out chrony-4.5-2.x86_64",
    ]);
  });

  it('also where nothing newer is there, and then it stops nothing', () => {
    const decision = decideGate(input({ ...passing, holds: [hold] }));

    expect(decision.decision).toBe('promote');
    expect(decision.holds?.map(tellHold)[0]).toMatch(/nothing newer is in this snapshot$/);
  });

  it('until it ends', () => {
    const past = { ...hold, expires: '2026-11-22T10:00:00.000Z' };

    const decision = decideGate(input({ ...passing, holds: [past], held: [held] }));

    expect(decision.decision).toBe('promote');
    expect(decision).not.toHaveProperty('holds');
    expect(decision.notes).toEqual(["hold 'chrony' expired on 22 Nov 2026, 10:00 UTC; remove its file"]);
  });
});

describe('what soon ends is said while there is time', () => {
  const soon = '2026-11-25T06:00:00.000Z';
  it.each<[string, Parameters<typeof input>[0], readonly string[] | undefined]>([
    [
      'a waiver that lets something pass',
      { evidence: [failed], waivers: [waiver({ expires: soon })] },
      ["waiver 'known' ends on 25 Nov 2026, 06:00 UTC: mend ops-ssh-default-centos-stream-9 by then"],
    ],
    ['not one that has more than three days', { evidence: [failed], waivers: [waiver()] }, undefined],
    [
      'a hold that keeps something out',
      { evidence: [result(ssh9)], holds: [{ ...hold, expires: soon }], held: [held] },
      ["hold 'chrony' ends on 25 Nov 2026, 06:00 UTC: chrony-4.5-2.x86_64 may go from then on"],
    ],
    ['not one that keeps nothing out', { evidence: [result(ssh9)], holds: [{ ...hold, expires: soon }] }, undefined],
    [
      'and a waiver that covers nothing is said as such',
      { evidence: [result(ssh9)], waivers: [waiver({ expires: soon })] },
      ["waiver 'known' covers nothing any more: ops-ssh-default-centos-stream-9 passes; remove its file"],
    ],
  ])('%s', (_, change, notes) => {
    const decision = decideGate(input({ policy: policyWith({}), ...change }));

    expect(decision.notes).toEqual(notes);
  });

  it('not in a lane that asks for less, where a waiver of the channel has nothing to do', () => {
    const policy = policyWith({ lanes: { quick: { soakMs: 0 } } });
    const about = { policy, evidence: [result(ssh9)], waivers: [waiver({ requirement: 'gone-*' })] };

    const [usual, quick] = [{}, { lane: 'quick' }].map((lane) => decideGate(input({ ...about, ...lane })).notes);

    expect(usual).toEqual([expect.stringContaining('covers nothing')]);
    expect(quick).toBeUndefined();
  });

  it('in the same words from night to night, so that people are told once', () => {
    const about = { policy: policyWith({}), evidence: [failed], waivers: [waiver({ expires: soon })] };

    const [one, other] = ['2026-11-23T06:00:00Z', '2026-11-24T06:00:00Z'].map(
      (now) => decideGate(input({ ...about, now: new Date(now) })).notes,
    );

    expect(one).toHaveLength(1);
    expect(one).toEqual(other);
  });
});

describe('owners', () => {
  const owned = [
    { ...ssh7, owner: 'jane@example.org' },
    { ...ssh9, owner: 'jane@example.org' },
    { ...time9, owner: 'bob' },
  ];

  it('are named where something of theirs is not met, each once', () => {
    const decision = decideGate(input({ policy: policyWith({}), declared: owned }));

    expect(tellOwners(decision)).toBe('jane@example.org keeps ops-ssh; bob keeps ops-time');
  });

  it('are not named where all is met, or nobody is', () => {
    const met = decideGate(input({ policy: policyWith({}), declared: owned.slice(1, 2), evidence: [result(ssh9)] }));
    const nobody = decideGate(input({ policy: policyWith({}) }));

    expect([tellOwners(met), tellOwners(nobody)]).toEqual(['', '']);
  });
});
