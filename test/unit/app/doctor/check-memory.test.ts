import { expect, it } from 'vitest';
import { checkMemory } from '../../../../src/app/doctor/check-memory.ts';

const GIB = 2 ** 30;
const instances = (...gib: readonly number[]) =>
  gib.map((one, index) => ({ name: `n${index}`, needs: { memoryBytes: one * GIB, cores: 1 } }));
const machine = { limits: { memoryBytes: 4 * GIB, cores: 2 }, total: 8 * GIB, concurrency: undefined };

it.each<[string, readonly number[], number | undefined, string, string]>([
  [
    'all fit',
    [1, 2],
    undefined,
    'pass',
    "4.0 GiB free for instances, 2 of 2 fit at once; the biggest, 'n1', counts for 2.0 GiB",
  ],
  ['some wait', [2, 2, 2], undefined, 'pass', '2 of 3 fit at once'],
  ['more are asked for at once than fit', [2, 2, 2], 3, 'warn', '2 of 3 fit at once'],
  ['no more are asked for than fit', [2, 2, 2], 2, 'pass', '2 of 3'],
  ['no more are there than fit', [2, 2], 8, 'pass', '2 of 2'],
  ['the biggest is too big now', [1, 5], undefined, 'warn', "'n1', counts for 5.0 GiB"],
  ['the biggest is too big for the machine', [9], undefined, 'fail', 'and the machine has 8.0 GiB'],
])('where %s', (_, sizes, concurrency, outcome, message) => {
  const [finding] = checkMemory({ ...machine, instances: instances(...sizes), concurrency });

  expect(finding).toMatchObject({ outcome, message: expect.stringContaining(message) });
  expect(finding?.remedy === undefined).toBe(outcome === 'pass');
});

it('without instances there is nothing to say', () => {
  expect(checkMemory({ ...machine, instances: [] })).toEqual([]);
});
