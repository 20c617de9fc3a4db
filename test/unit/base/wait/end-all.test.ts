import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { endAll } from '../../../../src/base/wait/end-all.ts';

it('gives what each gives, in their order', async () => {
  const [first, second] = await endAll([wait(5, 'a'), Promise.resolve(2)]);

  expect([first, second]).toEqual(['a', 2]);
});

it('throws what the first in the list threw, once all have ended', async () => {
  const ended: string[] = [];
  const works = [
    wait(10).then(() => Promise.reject(new Error('slow'))),
    Promise.reject(new Error('fast')),
    wait(20).then(() => ended.push('last')),
  ];

  await expect(endAll(works)).rejects.toThrow('slow');
  expect(ended).toEqual(['last']);
});
