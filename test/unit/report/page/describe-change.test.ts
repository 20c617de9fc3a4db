import { expect, it } from 'vitest';
import type { VerdictOrigin, VerdictParts } from '../../../../src/contract/store.ts';
import { describeChange } from '../../../../src/report/page/describe-change.ts';

const parts: VerdictParts = { formula: 'f', suite: 's', recipe: 'r', snapshot: 'a' };
const before: VerdictOrigin = { runId: 'A', at: '2026-11-22T02:14:00Z', snapshot: '20261122T013000', parts };

it.each<[string, Partial<VerdictParts>, string]>([
  ['a snapshot of other content', { snapshot: 'b' }, 'the snapshot, 20261122T013000 → 20261123T013000'],
  ['a formula', { formula: 'g' }, 'the formula'],
  [
    'a suite and what makes the instance',
    { suite: 't', recipe: 'q' },
    'the suite: its states, pillar or checks; what makes the instance: image, Salt, driver, preparation or hooks',
  ],
  ['another id of the same content', {}, 'nothing that saltern knows of'],
])('%s is what changed', (_, change, expected) => {
  const after = { ...before, snapshot: '20261123T013000', parts: { ...parts, ...change } };

  expect(describeChange(before, after)).toBe(expected);
});

it('of what nobody knows nothing is said', () => {
  const { parts: _, ...unknown } = before;

  expect(describeChange(unknown, before)).toBeUndefined();
});
