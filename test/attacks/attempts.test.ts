import { describe, expect, it } from 'vitest';
import type { RequirementVerdict } from '../../src/contract/decision.ts';
import type { KeptEvidence } from '../../src/contract/evidence.ts';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { switchedScene } from '../support/switched-scene.ts';
import { input, policyFor, result, ssh9 } from '../unit/gate/fixtures.ts';

type Change = Partial<KeptEvidence>;

const [pass, fail, error] = (['pass', 'fail', 'error'] as const).map((outcome): Change => ({ outcome }));
const otherFormula = { formulaDigest: 'sha256:other' };

/** What the gate says of these results, oldest first, where the policy allows so many attempts. */
function judge(attempts: number | undefined, changes: readonly (Change | undefined)[]): RequirementVerdict | undefined {
  const evidence = changes.map((change, at) =>
    result(ssh9, { number: at + 1, runId: `run${at + 1}`, reasons: [`reason ${at + 1}`], ...change }),
  );
  const plain = policyFor(['*'], ['*']);
  const channels = Object.fromEntries(
    Object.entries(plain.channels).map(([name, rules]) => [
      name,
      attempts === undefined ? rules : { ...rules, attempts },
    ]),
  );
  return decideGate(input({ policy: { ...plain, channels }, declared: [ssh9], evidence })).requirements[0];
}

describe('trying until it passes', () => {
  it.each<[string, number, readonly (Change | undefined)[]]>([
    ['once more than the policy allows', 2, [fail, fail, pass]],
    ['many times more', 2, [fail, fail, fail, fail, fail, pass]],
    ['and once more when it has passed', 2, [fail, fail, pass, pass]],
    ['with attempts between that could not be run', 2, [fail, error, fail, error, pass]],
    ['where the policy allows one attempt', 1, [fail, pass]],
    ['after it had passed before that', 2, [pass, fail, fail, pass]],
    ['in a night when all was used up long ago', 2, [fail, fail, pass, fail, pass]],
  ])('is no pass: %s', (_, attempts, changes) => {
    const verdict = judge(attempts, changes);

    expect(verdict).toMatchObject({ kind: 'fail', runId: `run${changes.length}` });
    expect(verdict?.reason).toMatch(
      attempts === 1 ? /^it failed on this/ : /^it failed 2 times in a row on this content: reason \d$/,
    );
    expect(verdict?.notes).toEqual([
      `it passed later (run run${changes.length}), but the policy allows ${attempts === 1 ? '1 attempt' : '2 attempts'} at one content`,
    ]);
  });

  it.each<[string, number | undefined, readonly (Change | undefined)[], string]>([
    ['as often as the policy allows is flaky', 2, [fail, pass], 'flaky'],
    ['as often as the policy allows, each night anew, is flaky', 2, [fail, pass, fail, pass], 'flaky'],
    ['without a rule about it is flaky, as ever', undefined, [fail, fail, fail, pass], 'flaky'],
    [
      'of another formula counts for nothing',
      2,
      [{ ...fail, ...otherFormula }, { ...fail, ...otherFormula }, pass],
      'pass',
    ],
    ['what could not be run uses up nothing', 2, [error, error, error, pass], 'pass'],
    ['without a pass is a failure', 2, [fail, fail], 'fail'],
  ])('%s', (_, attempts, changes, kind) => {
    expect(judge(attempts, changes)).toMatchObject({ kind });
  });

  it('by hand after a failed night moves no channel', async () => {
    await using scene = await switchedScene({
      policy: "channels: { stable: { require: [{ suites: '*', platforms: '*' }], attempts: 2 } }\n",
    });
    await scene.create();
    for (const outcome of ['fail', 'fail', 'pass'] as const) await scene.test(outcome);

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(1);
    expect(promoted.stdout).toContain('it failed 2 times in a row on this content');
    expect(promoted.stdout).toContain('the policy allows 2 attempts at one content');
    expect(await scene.stable()).toBeUndefined();
  });
});
