import { array, constantFrom, oneof, sample, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import { compareEvr } from '../../src/snapshot/compare-evr.ts';
import { askRpm } from '../support/ask-rpm.ts';
import { parseEvr } from '../support/parse-evr.ts';

const part = array(
  constantFrom('0', '1', '2', '10', '007', '20240101', 'a', 'B', 'rc', 'el9', '.', '_', '+', '~', '^'),
  {
    minLength: 1,
    maxLength: 6,
  },
).map((pieces) => pieces.join(''));
const evr = tuple(constantFrom('', '0:', '1:', '2:', '10:'), part, part).map(
  ([epoch, version, release]) => `${epoch}${version}-${release}`,
);
/** Those that differ in little, for pairs of which every order is to be seen. */
const pair = oneof(
  tuple(evr, evr),
  tuple(part, part, part).map(([a, b, tail]): [string, string] => [`${a}-1`, `${a}${b}-${tail}`]),
  tuple(part, part, part).map(([version, a, b]): [string, string] => [`${version}-${a}`, `${version}-${b}`]),
);

it('orders a thousand pairs at random as the rpm of this machine does', async () => {
  const pairs = sample(pair, 1_000);

  const orders = await askRpm(pairs);

  const found = pairs.map(([a, b], index) => ({
    pair: `${a} ${b}`,
    rpm: orders[index],
    ours: compareEvr(parseEvr(a), parseEvr(b)),
  }));
  expect(found.filter(({ rpm, ours }) => rpm !== ours)).toEqual([]);
  expect(orders).toHaveLength(pairs.length);
  expect(orders).toEqual(expect.arrayContaining([-1, 1]));
});
