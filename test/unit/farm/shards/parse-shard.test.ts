import { expect, it } from 'vitest';
import { parseShard } from '../../../../src/farm/shards/parse-shard.ts';

it.each([
  ['1/1', { index: 1, count: 1 }],
  ['2/8', { index: 2, count: 8 }],
  ['08/8', { index: 8, count: 8 }],
  ['1000/1000', { index: 1000, count: 1000 }],
])('%s is a shard', (text, shard) => {
  expect(parseShard(text)).toEqual(shard);
});

it.each([
  ['1/0', 'there are only 0'],
  ['9/8', 'there are only 8'],
  ['0/3', 'they are counted from 1'],
  ['1/3/4', 'two numbers are wanted, I/N'],
  ['a/b', 'two numbers are wanted, I/N'],
  ['-1/3', 'two numbers are wanted, I/N'],
  ['1.5/3', 'two numbers are wanted, I/N'],
  ['1/3\n', 'two numbers are wanted, I/N'],
  ['', 'two numbers are wanted, I/N'],
  ['2', 'two numbers are wanted, I/N'],
  ['1/1001', 'there may be 1000 at most'],
  ['1/99999999999999999999', 'there may be 1000 at most'],
])('%j is none, and what is wanted is said', (text, why) => {
  expect(() => parseShard(text)).toThrow(`'${text}' is no shard: ${why}`);
});
