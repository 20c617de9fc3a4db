import { describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import type { Approval } from '../../src/contract/gate-records.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { failureFingerprint } from '../../src/gate/failure-fingerprint.ts';
import { personOf } from '../../src/gate/same-person.ts';
import { declare, failed, input, policyWith, result, snapshot, ssh9, waiver } from '../unit/gate/fixtures.ts';

/* How far a waiver or an approval reaches: never further than what it says. */

function failure(...reasons: readonly string[]): KeptEvidence {
  return { ...failed, reasons };
}

function decide(one: KeptEvidence, covered: KeptEvidence): string {
  return decideGate(input({ evidence: [one], waivers: [waiver({ failure: failureFingerprint(covered) })] })).decision;
}

describe('a waiver of one failure does not cover another whose name differs by a number', () => {
  it.each([
    [
      'a state that changed again',
      'state port-8080 file.managed changed again',
      'state port-9090 file.managed changed again',
    ],
    [
      'a state that changed again after the reboot',
      'state vlan1 network.managed changed again after the reboot',
      'state vlan2 network.managed changed again after the reboot',
    ],
    [
      'a check whose command has a colon',
      "check command grep 'port: 8080' /etc/a stdout: expected [x], got []",
      "check command grep 'port: 9090' /etc/a stdout: expected [x], got []",
    ],
    [
      'a state whose id has a colon',
      'state rule: allow 22 iptables.append: no such chain',
      'state rule: allow 80 iptables.append: no such chain',
    ],
  ])('%s', (_, known, other) => {
    expect(decide(failure(known), failure(known))).toBe('promote');
    expect(decide(failure(other), failure(known))).toBe('reject');
  });

  it('a check that has the name of a platform in a number', () => {
    const [eight, nine] = [declare('ops-ssh', 'default', '8'), declare('ops-ssh', 'default', '9')];
    const on = ({ name, platform }: typeof eight, port: string) =>
      failureFingerprint({
        instance: name,
        platform,
        reasons: [`check port tcp:${port} listening: expected true, got false`],
      });

    expect(on(eight, '8080')).not.toBe(on(nine, '9090'));
    expect(on(eight, '22')).toBe(on(nine, '22'));
  });

  it('a name that the waiver has the beginning of, or that only a pattern of other programs would match', () => {
    const named = [
      'ops-ssh-default-centos-stream',
      'OPS-SSH-DEFAULT-CENTOS-STREAM-9',
      'ops-ssh-default-centos-stream-[0-9]',
      '^ops',
      '',
    ];
    const decisions = named.map(
      (requirement) => decideGate(input({ evidence: [failed], waivers: [waiver({ requirement })] })).decision,
    );

    expect(decisions).toEqual(named.map(() => 'reject'));
  });
});

describe('a waiver does not cover what could not be found out', () => {
  const why = 'check port tcp:22 listening: expected true, got false';

  it.each([
    ['a check of which nobody knows', 'not known: check file /etc/a exists: no answer'],
    ['trouble', 'GUEST_LOST: the instance does not answer'],
  ])('beside a failure: %s', (_, unknown) => {
    const both = failure(why, unknown);

    const { decision, requirements } = decideGate(
      input({ evidence: [both], waivers: [waiver({ failure: failureFingerprint(both) })] }),
    );

    expect(decision).toBe('reject');
    expect(requirements[0]?.notes.join()).toContain(`beside it is what could not be found out (${unknown})`);
  });

  it('because somebody is testing it again, where the policy lets running tests be waived', () => {
    const waivers = { longestMs: 14 * 86_400_000, needsApprover: false, kinds: ['fail', 'running'] } as const;
    const running = [{ instance: ssh9.name, runId: 'later', since: '2026-11-23T05:59:00.000Z' }];
    const ask = (changes: Parameters<typeof input>[0]) =>
      decideGate(
        input({ policy: policyWith({}, { waivers }), running, waivers: [waiver({ failure: undefined })], ...changes }),
      );

    const damaged = [{ instance: ssh9.name, number: 2, file: 'evidence/2.json', message: 'it is cut short' }];

    expect(ask({}).decision).toBe('promote');
    expect(ask({ evidence: [result(ssh9)], damaged }).decision).toBe('reject');
    expect(ask({ evidence: [result(ssh9)], lost: [{ instance: ssh9.name, number: 2 }] }).decision).toBe('reject');
    expect(ask({ evidence: [result(ssh9, { outcome: 'error', reasons: ['no disk'] })] }).decision).toBe('reject');
  });
});

describe('one person', () => {
  const spellings = [
    'jane',
    ' Jane@ops1 ',
    'JANE@example.org',
    'Jane Doe <jane@example.org>',
    'jane+approvals@example.org',
    'ｊａｎｅ',
    'j\u00e1ne',
    'ja\u0301ne',
    'ja\u200bne',
    'jane\u00ad@ops',
    'j\u0430ne',
    'j.a.n.e',
    'jane＠ops1',
  ];

  it.each(spellings)('is not two by another spelling: %j', (spelling) => {
    const one = waiver({ author: 'jane', approver: spelling });
    const waivers = { longestMs: 14 * 86_400_000, needsApprover: true, kinds: ['fail'] } as const;

    const { decision } = decideGate(input({ policy: policyWith({}, { waivers }), evidence: [failed], waivers: [one] }));

    expect(personOf(spelling)).toBe('jane');
    expect(decision).toBe('reject');
  });

  it('is one approval, however often and under whatever spelling, and none where they ask themselves', () => {
    const approve = (approver: string, index: number): Approval => ({
      name: `a${index}`,
      file: `approvals/a${index}.yml`,
      digest: 'sha256:a',
      snapshot: snapshot.digest,
      channel: 'stable',
      lane: 'quick',
      approver,
      reason: 'x',
      created: '2026-11-23T05:00:00.000Z',
    });
    const policy = policyWith({ lanes: { quick: { approvals: 2 } } });
    const ask = (by: string, approvers: readonly string[]) =>
      decideGate(input({ policy, lane: 'quick', by, evidence: [result(ssh9)], approvals: approvers.map(approve) }))
        .decision;

    expect(ask('joe', spellings)).toBe('wait');
    expect(ask('joe', [...spellings, 'bob'])).toBe('promote');
    expect(ask('Bob@laptop', ['jane', 'Bob Roe <b.o.b@example.org>'])).toBe('wait');
    expect(ask('joe', ['jane', '@ops', '<>', '\u200b'])).toBe('wait');
  });

  it('is another under another name, in whatever script', () => {
    const names = ['jane', 'jan', 'janet', 'bob', 'j2', '田中', 'Ольга', 'Olga'];

    expect(new Set(names.map(personOf)).size).toBe(names.length);
  });
});
