import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../src/contract/plan.ts';
import { startSaltInstance, type SaltInstance } from '../integration/salt-instance.ts';
import { saltData } from '../support/salt-data.ts';

let guest: SaltInstance;

beforeAll(async () => {
  guest = await startSaltInstance('el9', '3007.15');
  // A state of the formula's own, whose result is what it is told.
  await guest.write({
    '_states/odd.py': `
def said(name, result):
    return {"name": name, "result": result, "changes": {}, "comment": "as told"}
`,
  });
}, 600_000);

afterAll(async () => {
  await guest?.[Symbol.asyncDispose]();
});

async function apply(sls: string, change: Partial<InstancePlan> = {}) {
  await guest.write({ 'demo/init.sls': sls });
  return (await guest.apply(change)).result;
}

const FILE = 'made:\n  file.managed:\n    - name: /root/made\n    - contents: x\n';
const pillar = { directories: [], inline: saltData({ test: true }), files: {} };

describe('a dry run of the true Salt is no pass', () => {
  it.each<[string, Partial<InstancePlan>]>([
    ["the minion's configuration", { minion: saltData({ test: true }) }],
    ['the pillar', { pillar }],
    ['the grains', { grains: saltData({ test: true }) }],
  ])('by %s', async (_, change) => {
    const { outcome, problems } = await apply(FILE, change);

    expect(outcome).toBe('fail');
    expect(problems).toMatchObject([{ kind: 'dry-run', message: expect.stringContaining('Nothing was applied') }]);
    expect(await guest.run('ls /root')).not.toContain('made');
  });

  it("by the minion's configuration, also where nothing would change", async () => {
    const { outcome, problems } = await apply('nothing:\n  test.nop\n', { minion: saltData({ test: true }) });

    expect([outcome, problems[0]?.kind]).toEqual(['fail', 'dry-run']);
  });

  it('of one state that gives no result, at its place', async () => {
    const { outcome, problems } = await apply('fine:\n  test.nop\n\nhm:\n  odd.said:\n    - result: null\n');

    expect(outcome).toBe('fail');
    expect(problems).toMatchObject([{ kind: 'dry-run', place: { line: 4 } }]);
  });
});

it('what is whole is a pass for all that: states that listen, watch, run side by side, twice, or run states themselves', async () => {
  const { outcome, problems, states } = await apply(`
{% do salt['state.single']('test.nop', name='inner', concurrent=True) %}
{% set _ = salt['cmd.retcode']('false') %}
changes:
  test.succeed_with_changes
listens:
  test.nop:
    - listen:
      - test: changes
watches:
  test.nop:
    - watch:
      - test: changes
twice:
  test.nop:
    - names: [x, x, y]
before:
  test.nop:
    - prereq:
      - test: changes
beside:
  test.nop:
    - parallel: true
runs-another:
  module.run:
    - state.single:
      - fun: test.nop
      - name: inner
      - concurrent: true
`);

  expect(problems).toEqual([]);
  expect(states.filter((state) => state.outcome !== 'pass')).toEqual([]);
  expect(outcome).toBe('pass');
});
