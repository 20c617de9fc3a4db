import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compareEvr, compareRpmVersions } from '../../../src/snapshot/compare-evr.ts';
import { parseEvr } from '../../support/parse-evr.ts';

it('orders every pair of the written vectors as rpm does', () => {
  const vectors = readFileSync('test/fixtures/evr/vectors.txt', 'utf8').trim().split('\n');

  const wrong = vectors.filter((line) => {
    const [a = '', b = '', order] = line.split(' ');
    const found = a.includes('-') ? compareEvr(parseEvr(a), parseEvr(b)) : compareRpmVersions(a, b);
    return found !== Number(order);
  });

  expect(vectors.length).toBeGreaterThan(3_900);
  expect(wrong).toEqual([]);
});
