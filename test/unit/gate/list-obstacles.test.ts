import { expect, it } from 'vitest';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import type { GateInput } from '../../../src/gate/gate-input.ts';
import { listObstacles } from '../../../src/gate/list-obstacles.ts';
import { input, policyWith, result, ssh7, ssh9 } from './fixtures.ts';

const made = { by: 'joe@ops', at: '2026-11-23T04:00:00.000Z', reason: 'the shop is full' };

function obstacles(change: Partial<GateInput>) {
  const about = input({ declared: [ssh7, ssh9], policy: policyWith({ soakMs: 86_400_000 }), ...change });
  return listObstacles(decideGate(about), about, []);
}

it('names what failed first, then what else is not met, and what passes by itself last', () => {
  const freezes = [{ ...made, channel: 'stable' }];

  const found = obstacles({ evidence: [result(ssh9, { outcome: 'fail' })], freezes });

  expect(found.map(({ kind, instance }) => [kind, instance])).toEqual([
    ['fail', ssh9.name],
    ['missing', ssh7.name],
    ['freeze', undefined],
    ['soak', undefined],
  ]);
});

it('knows since when without a line of the log: since the failure, or since the content came', () => {
  const failed = result(ssh9, { outcome: 'fail' });
  const seenAt = '2026-11-23T01:30:00.000Z';

  const [fail, missing] = obstacles({ evidence: [failed], seenAt });

  expect([fail?.since, missing?.since]).toEqual([failed.finishedAt, seenAt]);
});

it.each([
  ['stable', 'whoever froze it: `saltern unfreeze --channel stable`'],
  [undefined, 'whoever froze it: `saltern unfreeze`'],
])('names the command that lifts the freeze of %s', (channel, act) => {
  const found = obstacles({ evidence: [result(ssh7), result(ssh9)], freezes: [{ ...made, channel }] });

  expect(found.find(({ kind }) => kind === 'freeze')?.act).toBe(act);
});

it('names who took the channel back from it, since when, and the command that goes there again', () => {
  const rolledBack = { by: 'joe@ops', at: made.at, note: 'the partner is down since' };
  const about = { evidence: [result(ssh7), result(ssh9)], rolledBack };

  const found = obstacles(about).find(({ kind }) => kind === 'rolled-back');

  expect(found).toMatchObject({
    since: made.at,
    reason: 'joe@ops took stable back from it on 23 Nov 2026, 04:00 UTC: the partner is down since',
    act: expect.stringMatching(/`saltern rollback --channel stable --to \d{8}T\d{6} --reason …`$/),
  });
});
