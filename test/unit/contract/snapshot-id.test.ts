import { expect, it } from 'vitest';
import {
  isDerivedId,
  isSnapshotId,
  isTakenBefore,
  parseSnapshotId,
  toSnapshotId,
  toSnapshotTime,
} from '../../../src/contract/snapshot-id.ts';

const TAKEN = '20261122T013000';
const DERIVED = '20261122T013000.hold-chrony';
const LATER = '20261122T013001';

it('names a moment in UTC and gives it back', () => {
  const id = toSnapshotId(new Date('2026-11-22T01:30:00.700Z'));

  expect([id, toSnapshotTime(id)]).toEqual([TAKEN, '2026-11-22T01:30:00.000Z']);
});

it('tells one that was taken from one that was derived', () => {
  expect(parseSnapshotId(TAKEN)).toEqual({ time: TAKEN, label: undefined });
  expect(parseSnapshotId(DERIVED)).toEqual({ time: TAKEN, label: 'hold-chrony' });
  expect([TAKEN, DERIVED].map(isDerivedId)).toEqual([false, true]);
});

it('sorts a derived one after its parent and before what was taken later', () => {
  expect([LATER, DERIVED, TAKEN].sort()).toEqual([TAKEN, DERIVED, LATER]);
});

it('takes a derived one for as old as its parent', () => {
  const order = (a: string, b: string) => [isTakenBefore(a, b), isTakenBefore(b, a)];

  expect(order(TAKEN, LATER)).toEqual([true, false]);
  expect(order(DERIVED, LATER)).toEqual([true, false]);
  expect(order(TAKEN, DERIVED)).toEqual([false, false]);
});

it.each([
  'latest',
  'stable',
  '',
  '20261122',
  `${TAKEN}.`,
  `${TAKEN}-1a2b`,
  `${TAKEN}..`,
  `${TAKEN}.a/b`,
  `${TAKEN}.a b`,
  `${TAKEN}.${'x'.repeat(81)}`,
  ` ${TAKEN}`,
  `${TAKEN}\n`,
])('does not take %j for an id', (text) => {
  expect(isSnapshotId(text)).toBe(false);
});
