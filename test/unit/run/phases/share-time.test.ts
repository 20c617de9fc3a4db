import { expect, it } from 'vitest';
import { shareTime } from '../../../../src/run/phases/share-time.ts';
import { makeCheck } from '../../report/make-result.ts';

it('the time of a look is that of its checks: measured ones keep theirs, the others share the rest', () => {
  const checks = [
    makeCheck({ id: 'command', durationMs: 700 }),
    makeCheck({ id: 'a' }),
    makeCheck({ id: 'b', outcome: 'fail' }),
    makeCheck({ id: 'c', outcome: 'skip' }),
  ];

  const shared = shareTime(checks, 1000);

  expect(shared.map(({ durationMs }) => durationMs)).toEqual([700, 150, 150, 0]);
});

it('no check takes less than nothing, whatever a guest says it took', () => {
  const shared = shareTime([makeCheck({ durationMs: 9000 }), makeCheck()], 1000);

  expect(shared.map(({ durationMs }) => durationMs)).toEqual([9000, 0]);
});
