import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeptEvidence } from '../../../src/contract/evidence.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { channelPolicy } from '../../../src/gate/choose-rules.ts';
import { declare, input, policyFor, result, snapshot, ssh7, ssh9, time9 } from './fixtures.ts';

function verdictOf(evidence: readonly KeptEvidence[]): {
  readonly decision: string;
  readonly kind: unknown;
  readonly reason: unknown;
} {
  const { decision, requirements } = decideGate(input({ evidence }));
  return { decision, kind: requirements[0]?.kind, reason: requirements[0]?.reason };
}

describe('decideGate promotes', () => {
  it('when every required instance has a pass for this very content', () => {
    const decision = decideGate(input({ declared: [ssh7, ssh9], evidence: [result(ssh7), result(ssh9)] }));

    expect(decision).toMatchObject({
      decision: 'promote',
      channel: 'stable',
      snapshot,
      policy: { digest: 'sha256:p' },
      notRequired: [],
    });
    expect(decision.requirements.map(({ kind, runId }) => [kind, runId])).toEqual([
      ['pass', '01RUN'],
      ['pass', '01RUN'],
    ]);
  });

  it('on a pass that was got for the same content under another name', () => {
    expect(verdictOf([result(ssh9, { snapshot: { id: '20261101T000000', digest: snapshot.digest } })])).toMatchObject({
      decision: 'promote',
    });
  });
});

describe('decideGate rejects', () => {
  it.each<[string, KeptEvidence[], string, string]>([
    ['a missing result', [], 'missing', 'no result for this snapshot'],
    [
      'a failure, with its reason',
      [result(ssh9, { outcome: 'fail', reasons: ['check port tcp:22'] })],
      'fail',
      'check port tcp:22',
    ],
    [
      'several failures, counted',
      [result(ssh9, { outcome: 'fail', reasons: ['a', 'b', 'c'] })],
      'fail',
      'a (and 2 more)',
    ],
    [
      'a failing check before the state that it came of',
      [result(ssh9, { outcome: 'fail', reasons: ['state a', 'check port tcp:22', 'check c'] })],
      'fail',
      'check port tcp:22 (and 2 more)',
    ],
    ['what could not be found out', [result(ssh9, { outcome: 'error', reasons: ['no engine'] })], 'error', 'no engine'],
    ['what was skipped', [result(ssh9, { outcome: 'skip' })], 'missing', 'it was skipped'],
    [
      'a pass of another snapshot',
      [result(ssh9, { snapshot: { id: '20261122T013000', digest: 'sha256:o' } })],
      'missing',
      'no result for this snapshot',
    ],
    [
      'a pass got without a snapshot',
      [result(ssh9, { snapshot: undefined })],
      'missing',
      'no result for this snapshot',
    ],
    ['a pass of another instance', [result(ssh7)], 'missing', 'no result for this snapshot'],
    [
      'an old pass',
      [result(ssh9, { finishedAt: '2026-11-21T05:00:00.000Z' })],
      'stale',
      'the result is 49 hours old, the policy allows 36 hours',
    ],
    [
      'a pass of an older formula',
      [result(ssh9, { formulaDigest: 'sha256:old' })],
      'stale',
      'the formula or a dependency has changed since',
    ],
    [
      'a pass of an instance that was made in another way',
      [result(ssh9, { recipe: 'sha256:old' })],
      'stale',
      'the platform, its preparation or its hooks have changed since',
    ],
    ['a pass of an older suite', [result(ssh9, { suiteDigest: 'sha256:old' })], 'stale', 'the suite has changed since'],
    [
      'a failure of an older formula',
      [result(ssh9, { outcome: 'fail', formulaDigest: 'x' })],
      'stale',
      'the formula or a dependency has changed since (then: fail)',
    ],
    [
      'a pass on another platform',
      [result(ssh9, { platform: 'centos-7' })],
      'invalid',
      'the result is of ops-ssh, suite default, on centos-7',
    ],
    [
      'a pass from the future',
      [result(ssh9, { finishedAt: '2026-11-24T05:00:00.000Z' })],
      'error',
      'the result is from the future (2026-11-24T05:00:00.000Z): a clock is wrong',
    ],
    [
      'a pass without a readable time',
      [result(ssh9, { finishedAt: 'yesterday' })],
      'error',
      'the result is from the future (yesterday): a clock is wrong',
    ],
  ])('%s', (_, evidence, kind, reason) => {
    expect(verdictOf(evidence)).toEqual({ decision: 'reject', kind, reason });
  });

  it('a pass of other content under the same name', () => {
    const found = verdictOf([result(ssh9, { snapshot: { id: snapshot.id, digest: `sha256:${'0'.repeat(64)}` } })]);

    expect(found).toMatchObject({
      decision: 'reject',
      kind: 'invalid',
      reason: expect.stringContaining('sha256:00000000, this is sha256:55555555'),
    });
  });

  it('one instance out of many', () => {
    const { decision, requirements } = decideGate(
      input({ declared: [ssh7, ssh9, time9], evidence: [result(ssh7), result(time9)] }),
    );

    expect(decision).toBe('reject');
    expect(requirements.map(({ kind }) => kind)).toEqual(['pass', 'missing', 'pass']);
  });
});

describe('the newest verdict counts', () => {
  const early = { number: 1, runId: 'early', finishedAt: '2026-11-23T03:00:00.000Z' };
  const late = { number: 2, runId: 'late', finishedAt: '2026-11-23T05:00:00.000Z' };

  it.each(['fail', 'skip'] as const)(
    'so an older pass does not make up for a later %s, and that is said',
    (outcome) => {
      const found = verdictOf([result(ssh9, early), result(ssh9, { ...late, outcome, reasons: ['why'] })]);

      expect(found.decision).toBe('reject');
      expect(found.reason).toMatch(/\(it passed before, but the newest result counts\)$/);
    },
  );

  it('so a pass after a failure is a pass that is called flaky, whatever the order of the files', () => {
    const results = [result(ssh9, late), result(ssh9, { ...early, outcome: 'fail', reasons: ['check a'] })];

    const found = [verdictOf(results), verdictOf(results.toReversed())];

    const flaky = {
      decision: 'promote',
      kind: 'flaky',
      reason: 'it failed before on the same content: check a (run early)',
    };
    expect(found).toEqual([flaky, flaky]);
  });

  it('and of two with one number the pass does not win', () => {
    const results = [result(ssh9, late), result(ssh9, { ...late, runId: 'other', outcome: 'fail' })];

    expect([verdictOf(results).kind, verdictOf(results.toReversed()).kind]).toEqual(['fail', 'fail']);
  });

  it('so a newer file that cannot be read is no pass, and an older one does not matter', () => {
    const damaged = { file: 'e/x.json', instance: ssh9.name, message: 'it is not whole JSON' };
    const evidence = [result(ssh9, late)];
    const newer = decideGate(input({ evidence, damaged: [{ ...damaged, number: 3 }] }));
    const older = decideGate(input({ evidence, damaged: [{ ...damaged, number: 1 }] }));

    expect(newer.requirements[0]).toMatchObject({
      kind: 'error',
      reason: "the result in 'e/x.json' cannot be read: it is not whole JSON",
    });
    expect(older.decision).toBe('promote');
  });
});

describe('the policy', () => {
  it('matches suites by formula and suite, or by formula alone, and names what it does not ask for', () => {
    const hardened = declare('ops-ssh', 'hardened', 'centos-stream-9');
    const declared = [ssh9, hardened, time9];
    const names = (suites: string[]): readonly string[] =>
      decideGate(input({ declared, policy: policyFor(suites, ['*']) })).requirements.map(({ instance }) => instance);

    expect(names(['ops-ssh'])).toEqual([ssh9.name, hardened.name]);
    expect(names(['*-hardened'])).toEqual([hardened.name]);
    expect(decideGate(input({ declared, policy: policyFor(['ops-ssh'], ['*']) })).notRequired).toEqual([time9.name]);
  });

  it.each<[string, string[], string[], string]>([
    [
      'a suite pattern',
      ['ops-ssh', 'ops-tiem'],
      ['*'],
      "gate.yml:4:9  no suite matches 'ops-tiem'; known: ops-ssh-default",
    ],
    [
      'a platform pattern',
      ['*'],
      ['centos-stream-8'],
      "gate.yml:4:9  no platform matches 'centos-stream-8'; did you mean 'centos-stream-9'?",
    ],
  ])('is invalid when %s matches nothing', (_, suites, platforms, message) => {
    const decide = (): unknown => decideGate(input({ policy: policyFor(suites, platforms) }));

    expect(decide).toThrow(expect.objectContaining({ code: 'POLICY_INVALID', message }));
  });

  it('is invalid when patterns match apart but no instance has both', () => {
    const apart = input({ declared: [ssh7, time9], policy: policyFor(['ops-time'], ['centos-7']) });

    expect(() => decideGate(apart)).toThrow(
      /no declared instance has a suite that matches 'ops-time' on a platform that matches 'centos-7'/,
    );
  });

  it('is invalid for a project that declares nothing', () => {
    expect(() => decideGate(input({ declared: [] }))).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }));
  });

  it('must know the channel', () => {
    expect(() => decideGate(input({ channel: 'stabel' }))).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID', hint: "Did you mean 'stable'?" }),
    );
    expect(() => decideGate(input({ channel: 'constructor' }))).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    );
  });
});

it('never promotes unless the newest verdict on each instance is a fresh pass of this content', () => {
  const digest = constantFrom(snapshot.digest, 'sha256:other');
  const anyResult = record({
    instance: constantFrom(ssh7, ssh9),
    outcome: constantFrom('pass', 'fail', 'error', 'skip'),
    digest,
    formulaDigest: constantFrom('sha256:f', 'sha256:old'),
    number: integer({ min: 1, max: 6 }),
    hour: integer({ min: 0, max: 5 }),
  });
  const law = property(array(anyResult, { maxLength: 8 }), (items) => {
    const evidence = items.map((item) =>
      result(item.instance, {
        number: item.number,
        outcome: item.outcome,
        formulaDigest: item.formulaDigest,
        snapshot: { id: snapshot.id, digest: item.digest },
        finishedAt: `2026-11-23T0${item.hour}:00:00.000Z`,
      }),
    );

    const { decision } = decideGate(input({ declared: [ssh7, ssh9], evidence }));

    const isGood = [ssh7, ssh9].every((instance) => {
      const own = items.filter((item) => item.instance === instance);
      const verdicts = own.filter(({ outcome }) => outcome !== 'error');
      const newest = Math.max(-1, ...verdicts.map(({ number }) => number));
      const last = verdicts.filter(({ number }) => number === newest);
      return last.some(
        (item) => item.outcome === 'pass' && item.digest === snapshot.digest && item.formulaDigest === 'sha256:f',
      );
    });
    return isGood || decision === 'reject';
  });

  expect(() => assert(law)).not.toThrow();
});

describe('a pass without checks', () => {
  const bare = result(ssh9, { proved: { states: 3, checks: 0 } });

  it('is one, and the decision says that it rests on none', () => {
    const { decision, requirements } = decideGate(input({ evidence: [bare] }));

    expect(decision).toBe('promote');
    expect(requirements).toMatchObject([{ kind: 'pass', remark: 'no checks' }]);
  });

  it('is not enough where the policy requires checks', () => {
    const plain = policyFor(['*'], ['*']);
    const { require, maxAgeMs } = channelPolicy(plain, 'stable');
    const policy = { ...plain, channels: { stable: { require, maxAgeMs, requiresChecks: true } } };

    const strict = (evidence: typeof bare) => decideGate(input({ policy, evidence: [evidence] }));

    expect(strict(bare)).toMatchObject({
      decision: 'reject',
      requirements: [{ kind: 'missing', reason: expect.stringMatching(/^no checks: .*the policy requires checks/) }],
    });
    expect(strict(result(ssh9)).decision).toBe('promote');
  });

  it('is none where not even a state passed, whatever the result calls itself', () => {
    const nothing = result(ssh9, { proved: { states: 0, checks: 0 } });

    expect(decideGate(input({ evidence: [nothing] }))).toMatchObject({
      decision: 'reject',
      requirements: [{ kind: 'missing', reason: expect.stringContaining('nothing passed in it') }],
    });
  });
});
