import {
  array,
  assert,
  boolean,
  constantFrom,
  date,
  integer,
  option,
  property,
  record,
  shuffledSubarray,
  type Arbitrary,
} from 'fast-check';
import { expect, it } from 'vitest';
import { isMet, type RequirementKind } from '../../../src/contract/decision.ts';
import type { KeptEvidence } from '../../../src/contract/evidence.ts';
import type { Waiver } from '../../../src/contract/gate-records.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { failureFingerprint } from '../../../src/gate/failure-fingerprint.ts';
import type { GateInput } from '../../../src/gate/gate-input.ts';
import { input, now, policyWith, result, snapshot, ssh7, ssh9, waiver } from './fixtures.ts';

/* What no sequence of results, waivers and clocks may break. */

const DAY = 86_400_000;
const INSTANCES = [ssh7, ssh9];
const REASONS = [['check port tcp:22 listening: expected true, got false'], ['state a x: y'], []] as const;
const RUNS = { numRuns: 400 };

const time = date({
  min: new Date('2026-11-10T00:00:00Z'),
  max: new Date('2026-12-10T00:00:00Z'),
  noInvalidDate: true,
}).map((at) => at.toISOString());

const evidence: Arbitrary<readonly KeptEvidence[]> = array(
  record({
    instance: constantFrom(...INSTANCES),
    outcome: constantFrom('pass', 'pass', 'fail', 'error', 'skip'),
    reasons: constantFrom(...REASONS),
    digest: constantFrom(snapshot.digest, snapshot.digest, 'sha256:other'),
    formulaDigest: constantFrom('sha256:f', 'sha256:f', 'sha256:old'),
    states: integer({ min: 0, max: 1 }),
    // Put together from two places, results may have one number.
    isTwin: constantFrom(false, false, false, true),
    finishedAt: option(time, { nil: '2026-11-23T05:00:00.000Z' }),
  }),
  { maxLength: 8 },
).map((items) =>
  items.map(({ instance, digest, states, isTwin, ...item }, index) => {
    const kept = { number: isTwin ? index : index + 1, runId: `run${index + 1}`, digest: `sha256:${index + 1}` };
    return result(instance, { ...item, ...kept, proved: { states, checks: 0 }, snapshot: { id: snapshot.id, digest } });
  }),
);

const waivers: Arbitrary<readonly Waiver[]> = array(
  record({
    requirement: constantFrom(ssh9.name, 'ops-ssh-*', 'other'),
    failure: constantFrom(
      undefined,
      ...REASONS.map((reasons) => failureFingerprint({ instance: ssh9.name, platform: ssh9.platform, reasons })),
    ),
    scope: constantFrom<Waiver['scope']>(
      { kind: 'channel', channel: 'stable' },
      { kind: 'channel', channel: 'edge' },
      { kind: 'snapshot', digest: snapshot.digest },
    ),
    approver: constantFrom(undefined, 'bob', 'jane'),
    created: time,
    expires: time,
  }),
  { maxLength: 3 },
).map((items) => items.map((item, index) => waiver({ ...item, name: `w${index}` })));

const anyInput: Arbitrary<GateInput> = record({
  evidence,
  waivers,
  soakMs: constantFrom(undefined, 7 * DAY),
  deadlineMs: constantFrom(undefined, 2 * DAY),
  attempts: constantFrom(undefined, 2),
  needsApprover: boolean(),
  seenAt: option(time, { nil: undefined }),
  isFrozen: constantFrom(false, false, true),
  isTainted: constantFrom(false, false, true),
  now: date({ min: now, max: new Date('2026-12-01T00:00:00Z'), noInvalidDate: true }),
}).map(({ soakMs, deadlineMs, attempts, needsApprover, seenAt, isFrozen, isTainted, ...rest }) => {
  const at = now.toISOString();
  const rules = { ...(soakMs && { soakMs }), ...(deadlineMs && { deadlineMs }), ...(attempts && { attempts }) };
  return input({
    ...rest,
    declared: INSTANCES,
    policy: policyWith(
      { maxAgeMs: 5 * DAY, ...rules },
      { waivers: { longestMs: 14 * DAY, needsApprover, kinds: ['fail'] } },
    ),
    ...(seenAt === undefined ? {} : { seenAt }),
    freezes: isFrozen ? [{ channel: 'stable', by: 'jane', at, reason: 'x' }] : [],
    taints: isTainted
      ? [{ by: 'n', at, reason: 'x', digest: snapshot.digest, snapshot: snapshot.id, channel: 'edge', instances: [] }]
      : [],
  });
});

/** What is needed at least for a verdict that opens the gate, said without the gate's own code. */
function mayBeMet(name: string, given: GateInput): boolean {
  const own = given.evidence.filter((one) => one.instance === name && one.snapshot?.digest === snapshot.digest);
  const current = own.filter((one) => one.formulaDigest === 'sha256:f');
  const isPassed = current.some(
    (one) =>
      one.outcome === 'pass' && one.proved.states > 0 && given.now.getTime() - Date.parse(one.finishedAt) <= 5 * DAY,
  );
  const isWaivable = current.some(
    (one) => one.outcome === 'fail' && (given.waivers ?? []).some((each) => covers(each, one, given)),
  );
  return isPassed || isWaivable;
}

function covers(one: Waiver, failure: KeptEvidence, given: GateInput): boolean {
  const at = given.now.getTime();
  return (
    one.failure !== undefined &&
    one.failure === failureFingerprint(failure) &&
    Date.parse(one.expires) > at &&
    Date.parse(one.created) <= at + 5 * 60_000 &&
    one.requirement !== 'other'
  );
}

it('no sequence of results, waivers and clocks promotes a snapshot with an unmet requirement', () => {
  const law = property(anyInput, (given) => {
    const { decision, requirements, blocks } = decideGate(given);

    expect(requirements.map(({ instance }) => instance)).toEqual(INSTANCES.map(({ name }) => name));
    if (decision !== 'promote') return;
    expect(blocks).toEqual([]);
    for (const { instance, kind } of requirements) {
      expect(isMet(kind)).toBe(true);
      expect(mayBeMet(instance, given)).toBe(true);
    }
    expect([...(given.freezes ?? []), ...(given.taints ?? [])]).toEqual([]);
    const { soakMs = 0 } = given.policy.channels['stable'] ?? {};
    const soaked = soakMs === 0 ? -Infinity : Date.parse(given.seenAt ?? given.now.toISOString()) + soakMs;
    expect(given.now.getTime()).toBeGreaterThanOrEqual(soaked);
  });

  assert(law, RUNS);
});

it('the same input, kept as JSON, gives the same decision, and is left as it was', () => {
  const law = property(anyInput, (given) => {
    const kept = JSON.stringify(given);

    const first = decideGate(given);
    const again = decideGate({ ...(JSON.parse(kept) as GateInput), now: new Date(given.now.toISOString()) });

    expect(JSON.parse(JSON.stringify(again))).toEqual(JSON.parse(JSON.stringify(first)));
    expect(JSON.stringify(given)).toBe(kept);
  });

  assert(law, RUNS);
});

it('the order of results, waivers and whatever else is in lists does not count', () => {
  const shuffled = anyInput.chain((given) =>
    record({
      given: constantFrom(given),
      evidence: shuffledSubarray([...given.evidence], { minLength: given.evidence.length }),
      waivers: shuffledSubarray([...(given.waivers ?? [])], { minLength: given.waivers?.length ?? 0 }),
    }),
  );
  const law = property(shuffled, ({ given, ...lists }) => {
    expect(decideGate({ ...given, ...lists })).toEqual(decideGate(given));
  });

  assert(law, RUNS);
});

it('a further failure that nobody waives never opens a gate', () => {
  const law = property(anyInput, constantFrom(...INSTANCES), (given, instance) => {
    const failure = result(instance, {
      number: 99,
      runId: 'last',
      digest: 'sha256:99',
      outcome: 'fail',
      reasons: ['check file /never exists: expected true, got false'],
      finishedAt: given.now.toISOString(),
    });

    const { decision, requirements } = decideGate({ ...given, evidence: [...given.evidence, failure] });

    expect(decision).toBe('reject');
    expect(requirements.find((one) => one.instance === instance.name)?.kind).toBe('fail');
  });

  assert(law, RUNS);
});

it('a waiver that has ended never counts: without those the decision is the same', () => {
  const law = property(anyInput, (given) => {
    const live = (given.waivers ?? []).filter(({ expires }) => Date.parse(expires) > given.now.getTime());

    const [all, some] = [decideGate(given), decideGate({ ...given, waivers: live })];

    const said = (one: typeof all): readonly [string, readonly RequirementKind[]] => [
      one.decision,
      one.requirements.map(({ kind }) => kind),
    ];
    expect(said(all)).toEqual(said(some));
  });

  assert(law, RUNS);
});

it('waits only for what time may bring, and only until its deadline', () => {
  const law = property(anyInput, (given) => {
    const { decision, requirements, blocks, deadline } = decideGate(given);
    if (decision !== 'wait') return;

    expect(blocks.every(({ isPassing }) => isPassing)).toBe(true);
    expect(requirements.filter(({ kind }) => kind === 'fail' || kind === 'invalid')).toEqual([]);
    expect(deadline === undefined || Date.parse(deadline) > given.now.getTime()).toBe(true);
  });

  assert(law, RUNS);
});
