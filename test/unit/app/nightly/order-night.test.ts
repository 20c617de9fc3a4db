import { expect, it } from 'vitest';
import { orderNight, type NightFacts } from '../../../../src/app/nightly/order-night.ts';

const plain: NightFacts = { hasFailed: false, touched: [], usualMs: 1000 };

function orderOf(facts: Readonly<Record<string, Partial<NightFacts>>>): readonly string[] {
  return orderNight(Object.keys(facts), (name) => ({ ...plain, ...facts[name] })).map(({ name }) => name);
}

it.each<[string, Readonly<Record<string, Partial<NightFacts>>>, string]>([
  ['what failed last comes first', { a: {}, b: { hasFailed: true }, c: {} }, 'b a c'],
  ['then what has packages that changed', { a: {}, b: { touched: ['chrony'] }, c: { hasFailed: true } }, 'c b a'],
  ['then the longest', { a: { usualMs: 10 }, b: { usualMs: 900 }, c: { usualMs: 90 } }, 'b c a'],
  [
    'the longest of those that failed, too',
    { a: { usualMs: 900 }, b: { hasFailed: true, usualMs: 1 }, c: { hasFailed: true, usualMs: 2 } },
    'c b a',
  ],
  ['one whose time nobody knows may be the longest', { a: { usualMs: 900_000 }, b: { usualMs: undefined } }, 'b a'],
  ['what is alike stays as the project has it', { c: {}, a: {}, b: {} }, 'c a b'],
  [
    'how many packages changed makes no difference',
    { a: { touched: ['x'], usualMs: 2 }, b: { touched: ['x', 'y', 'z'], usualMs: 1 } },
    'a b',
  ],
])('%s', (_, facts, expected) => {
  expect(orderOf(facts).join(' ')).toBe(expected);
});
