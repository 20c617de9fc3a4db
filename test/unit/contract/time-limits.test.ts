import { expect, it } from 'vitest';
import { LIMIT_UNITS, parseDuration } from '../../../src/base/time/parse-duration.ts';
import { PHASES } from '../../../src/contract/phases.ts';
import { DEFAULT_TIME_LIMITS, makeLimits } from '../../../src/contract/time-limits.ts';

it('every phase has a time limit, and so has a state', () => {
  expect(Object.keys(DEFAULT_TIME_LIMITS).toSorted()).toEqual([...PHASES, 'state'].toSorted());
});

it('defaults are written as files write them', () => {
  for (const text of Object.values(DEFAULT_TIME_LIMITS)) expect(parseDuration(text, LIMIT_UNITS)).toBeGreaterThan(0);
});

it('limits are made one by one', () => {
  const limits = makeLimits((limit) => limit.length);

  expect(limits).toMatchObject({ create: 6, again: 5, state: 5 });
  expect(Object.keys(limits)).toEqual(Object.keys(DEFAULT_TIME_LIMITS));
});
