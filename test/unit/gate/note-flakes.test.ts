import { expect, it } from 'vitest';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { input, result, ssh9 } from './fixtures.ts';

const flakes = { [ssh9.name]: { flaky: 3, nights: 14 } };
const failed = result(ssh9, { outcome: 'fail', reasons: ['chronyd'], runId: '01A' });
const passed = result(ssh9, { number: 2, runId: '02B', digest: 'sha256:e2' });

it('a flaky requirement is told with its rate over the last nights', () => {
  const { requirements } = decideGate(input({ evidence: [failed, passed], flakes }));

  expect(requirements).toMatchObject([{ kind: 'flaky', notes: ['flaky 3 of 14 nights'] }]);
});

it.each([
  ['what passes now', { evidence: [passed], flakes }],
  ['an instance of which nobody knows', { evidence: [failed, passed] }],
  ['one that was in none of them', { evidence: [failed, passed], flakes: { [ssh9.name]: { flaky: 0, nights: 14 } } }],
])('nothing is said of %s', (_, change) => {
  const { requirements } = decideGate(input(change));

  expect(requirements.flatMap(({ notes }) => notes)).toEqual([]);
});
