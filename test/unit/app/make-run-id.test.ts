import { expect, it } from 'vitest';
import { makeRunId } from '../../../src/app/make-run-id.ts';

it('ids of runs sort as text by when they began, also within one second', () => {
  const times = [0, 1, 9, 10, 99, 100, 999, 1000, 60_000].map((ms) => Date.UTC(2026, 10, 22, 1, 30) + ms);

  const ids = times.map((now) => makeRunId(now));

  expect(ids.toSorted()).toEqual(ids);
  expect(ids[0]).toMatch(/^20261122T013000-000[0-9a-f]{2}$/);
});
