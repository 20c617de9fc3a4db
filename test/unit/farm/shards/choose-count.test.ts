import { expect, it } from 'vitest';
import { chooseCount } from '../../../../src/farm/shards/choose-count.ts';

const wishes = { targetMs: 300_000, most: 20 };
const fleet = (count: number) => Array.from({ length: count }, (_, at) => `i${at}`);

it.each([
  ['none where there is nothing', 0, {}, wishes, 0],
  ['one while all fits in one', 5, {}, wishes, 1],
  ['as many as the time needs', 14, {}, wishes, 3],
  ['no more than are allowed', 400, {}, wishes, 20],
  ['none without an instance', 2, { i0: 9e9, i1: 9e9 }, wishes, 2],
  ['by what they take', 3, { i0: 200_000, i1: 200_000, i2: 200_000 }, wishes, 2],
  ['one where all takes no time', 3, { i0: 0, i1: 0, i2: 0 }, wishes, 1],
])('shards are %s', (_, count, usualMs, most, expected) => {
  expect(chooseCount(fleet(count), usualMs, most)).toBe(expected);
});
