import { describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { readYaml } from '../../src/base/yaml/read-yaml.ts';
import { parsePolicy } from '../../src/gate/parse-policy.ts';
import { toAuditEntry } from '../../src/gate/to-audit-entry.ts';
import {
  declare,
  failed,
  input,
  now,
  policyFor,
  policyWith,
  result,
  snapshot,
  ssh7,
  ssh9,
  waiver,
} from '../unit/gate/fixtures.ts';

/* What got, or gets, bad updates through other gates: each hole is a case here. */

const decide = (changes: Parameters<typeof input>[0]) => decideGate(input(changes)).decision;

describe("Greenwave's holes", () => {
  it('a result by name: one of the same build number and other content proves nothing', () => {
    const renamed = { snapshot: { id: snapshot.id, digest: 'sha256:rebuilt' } };

    expect(decide({ evidence: [result(ssh9, renamed)] })).toBe('reject');
  });

  it('an empty set of answers: a policy that asks for nothing decides nothing', () => {
    const text = 'channels: { stable: { require: [] } }\n';

    expect(parsePolicy(readYaml({ path: '/p/gate.yml', cwd: '/p', text })).problems).toHaveLength(1);
    expect(() => decide({ policy: policyFor([], ['*']) })).toThrow(/./);
    expect(() => decide({ declared: [] })).toThrow(/./);
  });

  it('a waiver of what is missing, which makes the requirement vanish: it stays, and is counted', () => {
    const missing = waiver({ failure: undefined });
    const decision = decideGate(input({ waivers: [missing] }));

    expect(decision.decision).toBe('reject');
    expect(decision.requirements).toMatchObject([{ instance: ssh9.name, kind: 'missing' }]);
  });

  it('a waiver by anybody: it needs a second person where the policy says so', () => {
    const waivers = { longestMs: 14 * 86_400_000, needsApprover: true, kinds: ['fail'] } as const;
    const ask = (approver: string | undefined) =>
      decide({ policy: policyWith({}, { waivers }), evidence: [failed], waivers: [waiver({ approver })] });

    expect([ask(undefined), ask('jane'), ask('bob')]).toEqual(['reject', 'reject', 'promote']);
  });

  it('a waiver for ever: each ends, and none is longer than the policy lets', () => {
    const ask = (expires: string) => decide({ evidence: [failed], waivers: [waiver({ expires })] });

    expect([ask('2026-11-29T10:00:00Z'), ask('2026-11-23T05:59:59Z'), ask('2099-01-01T00:00:00Z')]).toEqual([
      'promote',
      'reject',
      'reject',
    ]);
  });

  it('a pass that is remembered when a failure comes in: the newest counts', () => {
    expect(decide({ evidence: [result(ssh9), { ...failed, number: 2 }] })).toBe('reject');
  });

  it('a time that the submitter says: neither a later nor an earlier one hides a failure', () => {
    const times = ['2026-11-23T05:59:59.000Z', '1999-01-01T00:00:00.000Z'];
    const hidden = times.map((finishedAt) =>
      decide({ evidence: [result(ssh9, { finishedAt }), { ...failed, number: 2 }] }),
    );

    expect(hidden).toEqual(['reject', 'reject']);
  });

  it('trying until it is green: what failed before is told, and the policy may end it', () => {
    const evidence = [1, 2, 3].map((number) => ({ ...failed, number })).concat(result(ssh9, { number: 4 }));
    const told = decideGate(input({ evidence })).requirements[0];

    expect(told).toMatchObject({ kind: 'flaky' });
    expect(decide({ policy: policyWith({ attempts: 2 }), evidence })).toBe('reject');
  });

  it('a product that is guessed from a name: a result says itself what it is of', () => {
    const guessed = result(ssh7, { instance: ssh9.name });

    expect(decideGate(input({ evidence: [guessed] })).requirements[0]?.kind).toBe('invalid');
  });

  it('decisions that nobody keeps: the line of the log names all that was required and each result', () => {
    const decision = decideGate(
      input({ declared: [ssh7, ssh9], evidence: [result(ssh7), failed], waivers: [waiver()] }),
    );

    const entry = toAuditEntry(decision, {
      by: 'jane',
      action: 'check',
      result: 'decided',
      note: '',
      from: undefined,
      now,
    });

    expect(entry.required).toEqual([ssh7.name, ssh9.name]);
    expect(entry.evidence).toMatchObject([{ kind: 'pass' }, { kind: 'waived', waiver: 'known' }]);
  });

  it('a waiver of one scenario that covers all: it names an instance and a failure', () => {
    const evidence = [{ ...failed, instance: ssh7.name, platform: ssh7.platform }, failed];
    const decision = decideGate(input({ declared: [ssh7, ssh9], evidence, waivers: [waiver()] }));

    expect(decision.requirements.map(({ kind }) => kind)).toEqual(['fail', 'waived']);
  });
});

describe("Bodhi's holes", () => {
  it.each<[string, readonly KeptEvidence[]]>([
    ['nothing is known', []],
    ['it was skipped', [result(ssh9, { outcome: 'skip' })]],
    ['nothing passed in it', [result(ssh9, { proved: { states: 0, checks: 0 } })]],
  ])('a state that counts as passed because nobody asks: %s', (_, evidence) => {
    expect(decide({ evidence })).toBe('reject');
  });

  it('a wait without an end: what may still come has a deadline, and then it is refused', () => {
    const policy = policyWith({ deadlineMs: 2 * 86_400_000 });
    const ask = (seenAt: string) => decideGate(input({ policy, seenAt }));

    expect(ask('2026-11-22T06:00:00.000Z')).toMatchObject({ decision: 'wait', deadline: '2026-11-24T06:00:00.000Z' });
    expect(ask('2026-11-21T06:00:00.000Z')).toMatchObject({ decision: 'reject' });
  });

  it('a failure that waits as if it could still pass: it is refused at once', () => {
    const policy = policyWith({ deadlineMs: 2 * 86_400_000 });

    expect(decide({ policy, evidence: [failed], seenAt: now.toISOString() })).toBe('reject');
  });

  it('a waiver of what is still running: it does not count, and that is said', () => {
    const running = [{ instance: ssh9.name, runId: '02RUN', since: '2026-11-23T05:50:00.000Z' }];
    const [verdict] = decideGate(input({ running, waivers: [waiver({ failure: undefined })] })).requirements;

    expect(verdict?.kind).toBe('running');
    expect(verdict?.notes.join()).toContain(
      "waiver 'known' does not count: the policy lets nothing be waived that is RUNNING",
    );
  });
});

describe("the Tumbleweed manager's holes", () => {
  it('a count of jobs: as many passes of other instances are none', () => {
    const others = [1, 2, 3].map((number) => result(declare('other', 'default', `p${number}`)));

    expect(decide({ declared: [ssh7, ssh9], evidence: [result(ssh7), ...others] })).toBe('reject');
  });

  it('a job that was cancelled counts as nothing: its attempt is an error, and its instance is not met', () => {
    const cancelled = result(ssh9, { outcome: 'error', reasons: ['INTERRUPTED: it was stopped'] });

    expect(decide({ evidence: [cancelled] })).toBe('reject');
  });

  it('a bug that is ignored for ever, whatever fails by it next: another failure is not covered', () => {
    const next = { ...failed, reasons: ['check service sshd running: expected true, got false'] };

    expect(decide({ evidence: [next], waivers: [waiver()] })).toBe('reject');
  });

  it('one slot: an older snapshot is decided on as any other', () => {
    const older = { id: '20261001T000000', digest: 'sha256:older' };

    expect(decide({ snapshot: older, evidence: [result(ssh9, { snapshot: older })] })).toBe('promote');
  });

  it('a switch that lets all pass: there is none, and an unknown key is no policy', () => {
    const text = "channels: { stable: { require: [{ suites: '*', platforms: '*' }], do-not-gate: true } }\n";

    expect(parsePolicy(readYaml({ path: '/p/gate.yml', cwd: '/p', text })).problems).toHaveLength(1);
  });
});

describe("britney's holes", () => {
  it('a hint that lives until somebody edits the file: a waiver says itself when it ends, and then it is told', () => {
    const decision = decideGate(
      input({ evidence: [result(ssh9)], waivers: [waiver({ expires: '2026-11-23T00:00:00.000Z' })] }),
    );

    expect(decision.notes).toEqual([
      `waiver 'known' expired on 23 Nov 2026, 00:00 UTC, and ${ssh9.name} passes; remove its file`,
    ]);
  });

  it('a pass by hint that looks like a pass: it is called WAIVED, and by whom', () => {
    const [verdict] = decideGate(input({ evidence: [failed], waivers: [waiver()] })).requirements;

    expect(verdict).toMatchObject({ kind: 'waived', waiver: 'known' });
  });

  it('a regression that is compared with a target which changed: another suite knows no old failure', () => {
    const channelAt = { id: '20261122T013000', digest: 'sha256:before' };
    const known = { instance: ssh9.name, snapshot: channelAt.id, fingerprint: waiver().failure ?? '', waiver: 'known' };

    expect(
      decide({
        policy: policyWith({ baseline: true }),
        evidence: [failed],
        channelAt,
        baseline: [{ ...known, suiteDigest: 'sha256:old' }],
      }),
    ).toBe('reject');
  });
});

describe("Hydra's holes", () => {
  it('a block that nobody can see: whatever stands in the way is named', () => {
    const freezes = [{ channel: undefined, by: 'jane', at: now.toISOString(), reason: 'the shop is full' }];
    const decision = decideGate(input({ evidence: [result(ssh9)], freezes }));

    expect(decision).toMatchObject({
      decision: 'wait',
      blocks: [{ kind: 'freeze', reason: 'every channel is frozen by jane: the shop is full' }],
    });
  });
});
