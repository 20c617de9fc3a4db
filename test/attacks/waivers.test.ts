import { describe, expect, it } from 'vitest';
import type { GateDecision, RequirementVerdict } from '../../src/contract/decision.ts';
import type { Waiver } from '../../src/contract/gate-records.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import type { GateInput } from '../../src/gate/gate-input.ts';
import { failed, input, policyWith, result, snapshot, ssh9, waiver } from '../unit/gate/fixtures.ts';

const LONGEST = { longestMs: 14 * 86_400_000, needsApprover: true, kinds: ['fail'] } as const;
const policy = policyWith({ maxAgeMs: 36 * 3_600_000 }, { waivers: LONGEST });

function judge(changes: Partial<GateInput>): { readonly decision: GateDecision; readonly first: RequirementVerdict } {
  const decision = decideGate(input({ policy, evidence: [failed], ...changes }));
  const [first] = decision.requirements;
  if (first === undefined) throw new Error('nothing is required');
  return { decision, first };
}

it('a waiver in force lets its failure pass, and says until when and by whom', () => {
  const { decision, first } = judge({ waivers: [waiver()] });

  expect(decision.decision).toBe('promote');
  expect(first).toMatchObject({
    kind: 'waived',
    waiver: 'known',
    reason: "waived until 29 Nov 2026, 10:00 UTC by jane, approved by bob: mended upstream (waiver 'known', OPS-12)",
    notes: ['check port tcp:22 listening: expected true, got false'],
  });
});

describe('a waiver lets nothing pass', () => {
  it.each<[string, Partial<Waiver>, string]>([
    ['after its end', { expires: '2026-11-23T06:00:00.000Z' }, "waiver 'known' expired on 23 Nov 2026, 06:00 UTC"],
    ['whose end is no time', { expires: 'never' }, "waiver 'known' expired on never"],
    [
      'before it was written',
      { created: '2026-11-23T06:10:00.000Z' },
      "waiver 'known' is from the future (2026-11-23T06:10:00.000Z)",
    ],
    [
      'that runs for longer than the policy lets',
      { created: '2026-11-01T10:00:00.000Z' },
      "waiver 'known' runs for 28 d, the policy allows 14 d",
    ],
    ['of another failure', { failure: `sha256:${'1'.repeat(64)}` }, "waiver 'known' covers another failure"],
    ['that names no failure', { failure: undefined }, "waiver 'known' covers another failure"],
    ['that nobody approved', { approver: undefined }, "waiver 'known' waits for somebody else than jane to approve it"],
    [
      'that nobody with a name approved',
      { approver: '@ops1' },
      "waiver 'known' waits for somebody else than jane to approve it",
    ],
    ['that its author approved', { approver: 'jane' }, "waiver 'known' is approved by its own author, jane"],
    [
      'that its author approved from another machine',
      { approver: 'Jane@ops2 ' },
      "waiver 'known' is approved by its own author, jane",
    ],
  ])('%s, and that is said', (_, changes, note) => {
    const { decision, first } = judge({ waivers: [waiver(changes)] });

    expect(decision.decision).toBe('reject');
    expect(first).toMatchObject({ kind: 'fail', notes: [note] });
  });

  it.each<[string, Partial<Waiver>]>([
    ['of another instance', { requirement: 'ops-time-*' }],
    ['of another channel', { scope: { kind: 'channel', channel: 'quarterly' } }],
    ['of another content', { scope: { kind: 'snapshot', digest: 'sha256:other' } }],
  ])('%s', (_, changes) => {
    const { decision, first } = judge({ waivers: [waiver(changes)] });

    expect([decision.decision, first.kind]).toEqual(['reject', 'fail']);
  });

  it.each<[string, Partial<GateInput>, RequirementVerdict['kind'], RegExp]>([
    [
      'for what could not be run',
      { evidence: [result(ssh9, { outcome: 'error', reasons: failed.reasons })] },
      'error',
      /what could not be found out is never waived/,
    ],
    [
      'for a result of other content',
      { evidence: [{ ...failed, snapshot: { id: snapshot.id, digest: 'sha256:o' } }] },
      'invalid',
      /a result that proves nothing is never waived/,
    ],
    ['for what nobody tested', { evidence: [] }, 'missing', /the policy lets nothing be waived that is MISSING/],
    [
      'for a formula that has changed since',
      { evidence: [{ ...failed, formulaDigest: 'sha256:old' }] },
      'stale',
      /that is STALE/,
    ],
    [
      'where a newer result is gone',
      { lost: [{ instance: ssh9.name, number: 2 }] },
      'fail',
      /nobody can be sure what failed: result 2 of this instance is gone/,
    ],
    [
      'where a newer result cannot be read',
      { damaged: [{ file: 'x.json', instance: ssh9.name, message: 'cut', number: 2 }] },
      'fail',
      /nobody can be sure what failed: the result in 'x\.json'/,
    ],
    [
      'for a failure that is older than results may be',
      { evidence: [{ ...failed, finishedAt: '2026-11-20T05:00:00.000Z' }] },
      'fail',
      /too old/,
    ],
    [
      'for a failure of the future',
      { evidence: [{ ...failed, finishedAt: '2027-01-01T00:00:00.000Z' }] },
      'fail',
      /its time is wrong/,
    ],
  ])('%s', (_, changes, kind, note) => {
    const { decision, first } = judge({ waivers: [waiver()], ...changes });

    expect([decision.decision, first.kind]).toEqual(['reject', kind]);
    expect(first.notes.join('\n')).toMatch(note);
  });

  it('for a second way to fail on the same content', () => {
    const other = result(ssh9, { outcome: 'fail', reasons: ['state a x: y'], runId: '00RUN', digest: 'sha256:e0' });
    const { decision, first } = judge({ evidence: [other, { ...failed, number: 2 }], waivers: [waiver()] });

    expect(decision.decision).toBe('reject');
    expect(first.notes).toContain('it also failed in another way (run 00RUN)');
  });

  it('for attempts that were used up by another failure, whatever came after', () => {
    const bad = (number: number) =>
      result(ssh9, { number, outcome: 'fail', reasons: ['state a x: y'], digest: `sha256:${number}` });
    const evidence = [bad(1), bad(2), result(ssh9, { number: 3 }), { ...failed, number: 4 }];

    expect(judge({ policy: policyWith({ attempts: 2 }), evidence, waivers: [waiver()] }).decision.decision).toBe(
      'reject',
    );
  });

  it('for a failure with packages of elsewhere, where the policy looks at these', () => {
    const strict = policyWith({ packages: { strict: true, allow: [] } });
    const foreign = { [failed.digest]: { foreignPackages: ['evil-1-1.x86_64'] } };

    const found = [{}, { facts: foreign }].map(
      (facts) => judge({ policy: strict, waivers: [waiver()], ...facts }).first,
    );

    expect(found.map(({ kind }) => kind)).toEqual(['fail', 'fail']);
    expect(found[0]?.notes.join()).toContain('nobody knows where its packages are from');
    expect(found[1]?.notes.join()).toContain('evil-1-1.x86_64');
  });

  it('for a failure that does not say why', () => {
    const silent = { ...failed, reasons: [] };

    expect(judge({ evidence: [silent], waivers: [waiver({ failure: undefined })] }).first.kind).toBe('fail');
  });
});

describe('the baseline rule', () => {
  const channelAt = { id: '20261122T013000', digest: 'sha256:before' };
  const fact = {
    instance: ssh9.name,
    snapshot: channelAt.id,
    suiteDigest: ssh9.suiteDigest,
    fingerprint: waiver().failure ?? '',
    waiver: 'known',
  };
  const rules = policyWith({ baseline: true });
  const aged = policyWith({ baseline: true, maxAgeMs: 36 * 3_600_000 });
  const unwaivable = policyWith({ baseline: true }, { waivers: { ...LONGEST, kinds: ['missing'] } });

  it('knows a failure that a waiver let through where the channel is, and names both', () => {
    const { decision, first } = judge({ policy: rules, channelAt, baseline: [fact] });

    expect(decision.decision).toBe('promote');
    expect(first).toMatchObject({ kind: 'waived', waiver: 'known' });
    expect(first.reason).toBe(
      "known: it fails in the same way on 20261122T013000, where stable is (let through by waiver 'known')",
    );
  });

  it.each<[string, Partial<GateInput>]>([
    ['where the policy does not ask for it', { policy: policyWith({}) }],
    ['where the channel is elsewhere by now', { channelAt: { id: '20261121T013000', digest: 'sha256:b' } }],
    ['where the suite has changed', { baseline: [{ ...fact, suiteDigest: 'sha256:old' }] }],
    ['where it fails in another way', { baseline: [{ ...fact, fingerprint: 'sha256:other' }] }],
    ['of another instance', { baseline: [{ ...fact, instance: 'other' }] }],
    ['where a newer result is gone', { lost: [{ instance: ssh9.name, number: 2 }] }],
    [
      'for a failure that is older than results may be',
      { policy: aged, evidence: [{ ...failed, finishedAt: '2026-11-20T05:00:00.000Z' }] },
    ],
    ['for a failure of the future', { evidence: [{ ...failed, finishedAt: '2027-01-01T00:00:00.000Z' }] }],
    ['where failures are not let pass any more', { policy: unwaivable }],
  ])('does not count %s', (_, changes) => {
    expect(judge({ policy: rules, channelAt, baseline: [fact], ...changes }).decision.decision).toBe('reject');
  });
});

describe('a waiver that does nothing any more is told', () => {
  it.each<[string, Partial<Waiver>, string]>([
    ['its instance passes', {}, `waiver 'known' covers nothing any more: ${ssh9.name} passes; remove its file`],
    [
      'its end is past',
      { expires: '2026-11-23T05:00:00.000Z' },
      `waiver 'known' expired on 23 Nov 2026, 05:00 UTC, and ${ssh9.name} passes; remove its file`,
    ],
    [
      'its instance is gone',
      { requirement: 'gone-*' },
      "waiver 'known' covers nothing: no required instance is called 'gone-*'; remove its file",
    ],
  ])('%s', (_, changes, note) => {
    expect(judge({ evidence: [result(ssh9)], waivers: [waiver(changes)] }).decision.notes).toEqual([note]);
  });
});
