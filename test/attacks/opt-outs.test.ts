import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideGate } from '../../src/gate/decide-gate.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';
import { failed, input, policyWith, result, ssh9, time9 } from '../unit/gate/fixtures.ts';

let scene: AttackScene;

beforeAll(async () => {
  scene = await attackScene({ packages: [{ name: 'alpha' }], suites: { good: passes, bad: fails } });
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);
});
afterAll(() => scene[Symbol.asyncDispose]());

/** What the gate says where the channel has these opt-outs. */
async function check(optOuts: string, ...argv: readonly string[]) {
  scene.write(
    'gate.yml',
    `channels: { stable: { require: [{ suites: '*', platforms: '*' }], opt-outs: [${optOuts}] } }\n`,
  );
  return await scene.saltern(['gate', 'check', ...argv]);
}

const OF_BAD = "suites: demo-bad, platforms: '*'";

describe('an opt-out', () => {
  it('lets a channel do without what it names until its end, which is told with its reason', async () => {
    const { code, stdout } = await check(`{ ${OF_BAD}, reason: it is rewritten, expires: 2100-01-01 }`);

    expect(code, stdout).toBe(0);
    expect(stdout).toContain('1 of 1 requirements met');
    expect(stdout).toContain('not required until 1 Jan 2100, 00:00 UTC: demo-bad-here: it is rewritten');
  });

  it('of yesterday counts for nothing, and is told', async () => {
    const { code, stdout } = await check(`{ ${OF_BAD}, reason: it is rewritten, expires: 2021-01-01 }`);

    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL +demo-bad-here/);
    expect(stdout).toContain('opt-out of demo-bad-here ended on 1 Jan 2021, 00:00 UTC: it is rewritten');
  });

  it('ends while the policy stays as it is', async () => {
    const { code } = await check(`{ ${OF_BAD}, reason: r, expires: 2100-01-01 }`, '--at', '2100-01-02T00:00Z');

    expect(code).toBe(1);
  });

  it('that has ended does not come back with a clock that is turned back', () => {
    const place = { file: 'gate.yml', line: 1, column: 1 };
    const optOut = { suites: ['ops-ssh'], platforms: ['centos-stream-9'], place, reason: 'r' };
    const policy = policyWith({ optOuts: [{ ...optOut, expires: '2026-11-23T08:00:00.000Z' }] });
    const given = input({ policy, declared: [ssh9, time9], evidence: [failed, result(time9)] });

    const during = decideGate(given);
    const back = decideGate({ ...given, loggedAt: '2026-11-23T09:00:00.000Z' });

    expect([during.decision, back.decision]).toEqual(['promote', 'reject']);
    expect(back.notes).toContain('opt-out of ops-ssh-default-centos-stream-9 ended on 23 Nov 2026, 08:00 UTC: r');
  });

  it.each([
    ['without an end', `{ ${OF_BAD}, reason: r }`, /'expires' is missing/],
    ['without a reason', `{ ${OF_BAD}, expires: 2100-01-01 }`, /'reason' is missing/],
    ['with an empty reason', `{ ${OF_BAD}, reason: ' ', expires: 2100-01-01 }`, /some text/],
    ['until a day that no calendar has', `{ ${OF_BAD}, reason: r, expires: 2100-02-30 }`, /a time such as/],
    [
      'of a suite that is misspelt',
      "{ suites: demo-bda, platforms: '*', reason: r, expires: 2100-01-01 }",
      /'demo-bda'/,
    ],
    [
      'of everything',
      "{ suites: '*', platforms: '*', reason: r, expires: 2100-01-01 }",
      /leave nothing that is required/,
    ],
    [
      'of everything, in parts',
      `{ ${OF_BAD}, reason: r, expires: 2100-01-01 }, { suites: demo-good, platforms: here, reason: r, expires: 2100-01-01 }`,
      /leave nothing that is required/,
    ],
  ])('%s is no policy', async (_what, optOut, message) => {
    const { code, stderr } = await check(optOut);

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/gate\.yml:1:/);
  });
});
