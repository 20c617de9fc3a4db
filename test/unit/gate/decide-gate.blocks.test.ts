import { describe, expect, it } from 'vitest';
import type { GateDecision } from '../../../src/contract/decision.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import type { GateInput } from '../../../src/gate/gate-input.ts';
import { failed, input, now, policyWith, result, snapshot, ssh7, ssh9 } from './fixtures.ts';

const HOUR = 3_600_000;
const channelAt = { id: '20261122T013000', digest: 'sha256:before' };
const at = now.toISOString();

function decide(changes: Partial<GateInput>): GateDecision {
  return decideGate(input({ evidence: [result(ssh9)], ...changes }));
}

const approval = (approver: string, changes: object = {}) => ({
  name: approver.replace('@', '-'),
  file: `approvals/${approver}.yml`,
  digest: 'sha256:a',
  snapshot: snapshot.digest,
  channel: 'stable',
  lane: 'expedited',
  approver,
  reason: 'CVE-2026-1',
  created: '2026-11-23T05:00:00.000Z',
  ...changes,
});

describe('what stands in the way although every requirement is met', () => {
  const hold = {
    name: 'chrony',
    file: 'holds/chrony.yml',
    digest: 'sha256:h',
    package: 'chrony',
    most: '4.5-1',
    reason: 'loses time',
    author: 'jane',
    created: '2026-11-22T00:00:00.000Z',
    expires: '2026-12-01T00:00:00.000Z',
  };
  const held = [{ hold: 'chrony', member: 'base9', package: 'chrony-4.5-2.el9.x86_64' }];
  const taint = {
    by: 'nightly',
    at,
    reason: 'it failed',
    digest: snapshot.digest,
    snapshot: snapshot.id,
    channel: 'edge',
    instances: [ssh9.name],
  };

  it.each<[string, Partial<GateInput>, GateDecision['decision'], string]>([
    [
      'a log that was changed',
      { logTrouble: 'line 7 was changed' },
      'reject',
      'the log of decisions cannot be trusted: line 7 was changed (`saltern audit verify` says more)',
    ],
    [
      'a content that failed elsewhere after its promotion',
      { taints: [taint] },
      'reject',
      `its content failed after it had been promoted to edge, on 23 Nov 2026, 06:00 UTC: ${ssh9.name}: it failed`,
    ],
    [
      'a package that is held back',
      { holds: [hold], held },
      'reject',
      "it has chrony-4.5-2.el9.x86_64, held back by jane (4.5-1 at most) until 1 Dec 2026, 00:00 UTC: loses time (hold 'chrony')",
    ],
    [
      'a freeze of the channel',
      { freezes: [{ channel: 'stable', by: 'jane', at, reason: 'the shop is full' }] },
      'wait',
      'stable is frozen by jane: the shop is full',
    ],
    [
      'a freeze of all',
      { freezes: [{ channel: undefined, by: 'jane', at, reason: 'audit', until: '2026-11-24T00:00:00Z' }] },
      'wait',
      'every channel is frozen by jane until 24 Nov 2026, 00:00 UTC: audit',
    ],
    [
      'soaking',
      { policy: policyWith({ soakMs: 7 * 24 * HOUR }), seenAt: '2026-11-21T06:00:00.000Z' },
      'wait',
      'it soaks: there for 2 d of 7 d',
    ],
    ['soaking that begins now', { policy: policyWith({ soakMs: HOUR }) }, 'wait', 'it soaks: there for 0 s of 1 h'],
    [
      'soaking since a time that is none',
      { policy: policyWith({ soakMs: HOUR }), seenAt: 'long ago' },
      'wait',
      'it soaks: there for 0 s of 1 h',
    ],
  ])('%s', (_, changes, decision, reason) => {
    const found = decide(changes);

    expect(found.decision).toBe(decision);
    expect(found.blocks.map((block) => block.reason)).toEqual([reason]);
  });

  it.each<[string, Partial<GateInput>]>([
    ['a freeze of another channel', { freezes: [{ channel: 'edge', by: 'jane', at, reason: 'x' }] }],
    ['a freeze that has ended', { freezes: [{ channel: 'stable', by: 'jane', at, reason: 'x', until: at }] }],
    ['a taint of other content', { taints: [{ ...taint, digest: 'sha256:o' }] }],
    ['a hold that has ended', { holds: [{ ...hold, expires: at }], held }],
    ['a hold without such a package', { holds: [hold], held: [] }],
    ['soaking that is over', { policy: policyWith({ soakMs: HOUR }), seenAt: '2026-11-23T05:00:00.000Z' }],
    [
      'the seconds by which the clock that saw it is ahead, where nothing need soak',
      { seenAt: '2026-11-23T06:00:09.000Z' },
    ],
  ])('but not %s', (_, changes) => {
    expect(decide(changes)).toMatchObject({ decision: 'promote', blocks: [] });
  });

  it('is told in one order, and the wait ends with the last', () => {
    const found = decide({
      policy: policyWith({ soakMs: 24 * HOUR }),
      freezes: [{ channel: 'stable', by: 'jane', at, reason: 'x', until: '2026-11-23T12:00:00.000Z' }],
    });

    expect(found.blocks.map(({ kind }) => kind)).toEqual(['freeze', 'soak']);
    expect(found.deadline).toBe('2026-11-24T06:00:00.000Z');
  });

  it('ends nobody knows when, if one of them does', () => {
    const freezes = [{ channel: 'stable', by: 'jane', at, reason: 'x' }];

    expect(decide({ policy: policyWith({ soakMs: HOUR }), freezes })).not.toHaveProperty('deadline');
  });
});

describe('a lane', () => {
  const lanes = {
    expedited: {
      isForDerived: true,
      approvals: 2,
      soakMs: 0,
      fullWithinMs: 48 * HOUR,
      require: [
        { suites: ['ops-ssh'], platforms: ['centos-stream-9'], place: { file: 'gate.yml', line: 9, column: 1 } },
      ],
    },
  };
  const policy = policyWith({ soakMs: 7 * 24 * HOUR, lanes });
  const quick: Partial<GateInput> = {
    policy,
    lane: 'expedited',
    declared: [ssh7, ssh9],
    channelAt,
    derivedFrom: channelAt.digest,
    approvals: [approval('ann'), approval('bob')],
  };

  it('has rules of its own, and says what is still to be proved after', () => {
    expect(decide(quick)).toMatchObject({
      decision: 'promote',
      lane: 'expedited',
      requirements: [{ instance: ssh9.name }],
      notRequired: [ssh7.name],
      owed: { until: '2026-11-25T06:00:00.000Z', instances: [ssh7.name] },
    });
  });

  it('owes nothing where all is proved already', () => {
    expect(decide({ ...quick, evidence: [result(ssh7), result(ssh9)] })).not.toHaveProperty('owed');
  });

  it('is not what counts where nobody asks for it', () => {
    expect(decide({ ...quick, lane: 'usual' })).toMatchObject({
      decision: 'reject',
      lane: 'usual',
      blocks: [{ kind: 'soak' }],
    });
  });

  it.each<[string, Partial<GateInput>, string]>([
    [
      'a snapshot that was taken',
      { derivedFrom: 'sha256:elsewhere' },
      "and '20261123T013000' was derived from another",
    ],
    [
      'a channel that does not exist',
      { channelAt: { id: 'gone', digest: '' }, derivedFrom: 'sha256:x' },
      'was derived from another',
    ],
  ])('for derived snapshots is not for %s', (_, changes, reason) => {
    const found = decide({ ...quick, ...changes });

    expect(found.decision).toBe('reject');
    expect(found.blocks[0]).toMatchObject({ kind: 'lane', reason: expect.stringContaining(reason) });
  });

  it.each<[string, Partial<GateInput>, string]>([
    ['nobody', { approvals: [] }, "0 of 2 approvals for the lane 'expedited'"],
    [
      'one person twice',
      { approvals: [approval('ann'), approval('Ann@laptop')] },
      "1 of 2 approvals for the lane 'expedited' (Ann@laptop)",
    ],
    [
      'who asks',
      { by: 'ann@ops1' },
      "1 of 2 approvals for the lane 'expedited' (bob); the one of ann does not count, who asks",
    ],
    [
      'people who mean another content',
      { approvals: [approval('ann'), approval('bob', { snapshot: 'sha256:o' })] },
      '1 of 2',
    ],
    ['people who mean another lane', { approvals: [approval('ann'), approval('bob', { lane: 'other' })] }, '1 of 2'],
    [
      'people who mean another channel',
      { approvals: [approval('ann'), approval('bob', { channel: 'edge' })] },
      '1 of 2',
    ],
    [
      'a time to come',
      { approvals: [approval('ann'), approval('bob', { created: '2027-01-01T00:00:00.000Z' })] },
      "approval 'bob' is from the future",
    ],
  ])('waits for approvals where the only yes is of %s', (_, changes, reason) => {
    const found = decide({ ...quick, ...changes });

    expect(found.decision).toBe('wait');
    expect(found.blocks[0]?.reason).toContain(reason);
    expect(found).not.toHaveProperty('deadline');
  });

  it('must be one of the channel', () => {
    expect(() => decide({ ...quick, lane: 'expedted' })).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID', hint: "Did you mean 'expedited'?" }),
    );
    expect(() => decide({ ...quick, lane: 'constructor' })).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    );
  });

  it('whose pattern matches nothing is found before it is needed', () => {
    const stray = { ...lanes.expedited, require: [{ ...lanes.expedited.require[0]!, suites: ['ops-shh'] }] };

    expect(() => decide({ policy: policyWith({ lanes: { expedited: stray } }) })).toThrow(/no suite matches 'ops-shh'/);
  });
});

describe('what may still come', () => {
  const policy = policyWith({ deadlineMs: 48 * HOUR });
  const running = [{ instance: ssh9.name, runId: '02RUN', since: '2026-11-23T05:50:00.000Z' }];

  it.each<[string, Partial<GateInput>, string]>([
    ['a result', { evidence: [] }, 'missing'],
    ['the end of a run', { evidence: [], running }, 'running'],
    ['a newer result than one that is too old', { evidence: [result(ssh9, { formulaDigest: 'sha256:old' })] }, 'stale'],
    ['what could not be run', { evidence: [result(ssh9, { outcome: 'error', reasons: ['no engine'] })] }, 'error'],
  ])('is waited for until the deadline: %s', (_, changes, kind) => {
    const early = decide({ policy, seenAt: at, ...changes });
    const late = decide({ policy, seenAt: '2026-11-21T06:00:00.000Z', ...changes });
    const never = decide({ seenAt: at, ...changes });

    expect(early).toMatchObject({ decision: 'wait', deadline: '2026-11-25T06:00:00.000Z', requirements: [{ kind }] });
    expect([late.decision, never.decision]).toEqual(['reject', 'reject']);
  });

  it.each<[string, Partial<GateInput>]>([
    ['a failure', { evidence: [failed] }],
    ['a failure that is being tested again', { evidence: [failed], running }],
    ['a result that proves nothing', { evidence: [{ ...failed, snapshot: { id: snapshot.id, digest: 'sha256:o' } }] }],
    ['a failure beside something that may come', { declared: [ssh7, ssh9], evidence: [failed] }],
    ['a block that does not end', { evidence: [], logTrouble: 'line 7 was changed' }],
  ])('is not %s', (_, changes) => {
    expect(decide({ policy, seenAt: at, ...changes }).decision).toBe('reject');
  });
});

describe('attempts of which several must pass', () => {
  const rules = policyWith({ attempts: 3, need: 2 });
  const [pass, fail, error] = (['pass', 'fail', 'error'] as const).map((outcome) => ({ outcome }));

  it.each<[string, readonly object[], string]>([
    ['one pass', [pass!], 'missing'],
    ['two passes', [pass!, pass!], 'pass'],
    ['two passes and a failure', [pass!, fail!, pass!], 'flaky'],
    ['two passes after a failure', [fail!, pass!, pass!], 'flaky'],
    ['two failures, then passes', [fail!, fail!, pass!, pass!], 'fail'],
    ['failure, pass, failure, passes', [fail!, pass!, fail!, pass!, pass!], 'fail'],
    ['two passes, then one more', [pass!, pass!, pass!], 'pass'],
    ['two passes, then a failure', [pass!, pass!, fail!], 'fail'],
    ['two passes, a failure, and one pass', [pass!, pass!, fail!, pass!], 'missing'],
    ['a pass and what could not be run', [pass!, error!, pass!], 'pass'],
  ])('%s', (_, outcomes, kind) => {
    const evidence = outcomes.map((change, index) =>
      result(ssh9, { number: index + 1, reasons: ['check a'], ...change }),
    );

    expect(decide({ policy: rules, evidence }).requirements[0]?.kind).toBe(kind);
  });

  it('says how many passed', () => {
    expect(decide({ policy: rules }).requirements[0]?.reason).toBe(
      'it passed 1 of the 2 times that the policy asks for',
    );
  });
});

describe('who stands for a result', () => {
  const policy = policyWith({}, { keys: { laptop: { file: 'keys/laptop.pub', id: 'sha256:laptop', pem: '' } } });
  const pass = result(ssh9);

  it.each<[string, NonNullable<GateInput['facts']>, string]>([
    ['nobody looked', {}, 'invalid'],
    ['nobody whom the policy trusts', { [pass.digest]: { signedBy: null } }, 'invalid'],
    ['a key that the policy does not name', { [pass.digest]: { signedBy: 'other' } }, 'invalid'],
    ['a word that is no key', { [pass.digest]: { signedBy: 'constructor' } }, 'invalid'],
    ['a key that it names', { [pass.digest]: { signedBy: 'laptop' } }, 'pass'],
  ])('%s', (_, facts, kind) => {
    expect(decide({ policy, evidence: [pass], facts }).requirements[0]?.kind).toBe(kind);
  });
});
