import { expect, it } from 'vitest';
import { chooseOldRuns } from '../../../src/app/choose-old-runs.ts';

const RUNS = ['20261122T010000-aaaa', '20261123T010000-bbbb', '20261124T010000-cccc', '20261125T010000-dddd'];
const DAY_MS = 86_400_000;
const now = Date.parse('2026-11-25T12:00:00Z');

it.each<[string, Parameters<typeof chooseOldRuns>[1]['keep'], readonly string[], readonly string[]]>([
  ['the newest so many stay', { most: 3 }, [], ['20261122T010000-aaaa']],
  ['all stay where there are fewer', { most: 50 }, [], []],
  ['those of an age stay', { forMs: 2 * DAY_MS }, [], ['20261122T010000-aaaa', '20261123T010000-bbbb']],
  ['what is needed stays', { most: 1 }, ['20261123T010000-bbbb'], ['20261122T010000-aaaa', '20261124T010000-cccc']],
])('%s', (_, keep, needed, expected) => {
  expect(chooseOldRuns(RUNS, { keep, needed: new Set(needed), now })).toEqual(expected);
});

it('what is not named as a run is left alone, and counts for nothing', () => {
  const names = ['.git', 'notes', '99999999T999999-aaaa', '20261122T010000', ...RUNS];

  expect(chooseOldRuns(names, { keep: { most: 4 }, needed: new Set(), now })).toEqual([]);
  expect(chooseOldRuns(names, { keep: { forMs: 0 }, needed: new Set(), now })).toEqual(RUNS);
});
