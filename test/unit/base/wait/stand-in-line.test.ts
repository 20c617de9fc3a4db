import { expect, it } from 'vitest';
import { standInLine } from '../../../../src/base/wait/stand-in-line.ts';

it('lets nobody pass who stands before, whoever is ready first', async () => {
  const stand = standInLine();
  const [first, second, third] = [stand(), stand(), stand()];
  const passed: string[] = [];
  const waiting = [
    third.reached.then(() => passed.push('third')),
    second.reached.then(() => {
      passed.push('second');
      second.leave();
    }),
  ];
  third.leave();

  await first.reached;
  passed.push('first');
  first.leave();
  first.leave();
  await Promise.all(waiting);

  expect(passed).toEqual(['first', 'second', 'third']);
});
