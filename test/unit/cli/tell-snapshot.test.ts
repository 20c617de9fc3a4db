import { expect, it } from 'vitest';
import { tellSnapshot } from '../../../src/cli/tell-snapshot.ts';

/** What is said, with a clock that the test sets. */
function listen(isTty: boolean) {
  const said: string[] = [];
  const clock = { now: 0 };
  const tell = tellSnapshot({
    talk: (text) => void said.push(text),
    terminal: () => ({ isTty, columns: 80, rows: 24, colourLevel: 0 }),
    now: () => clock.now,
  });
  return { said, clock, tell };
}

it('tells on a terminal each step, and now and then how far a long one is', () => {
  const { said, clock, tell } = listen(true);

  tell({ kind: 'metadata', member: 'base9' });
  for (const done of [1, 2, 3]) {
    clock.now += 6_000;
    tell({ kind: 'files', member: 'base9', done, total: 4 });
  }
  tell({ kind: 'files', member: 'base9', done: 4, total: 4 });

  expect(said).toEqual(['base9: metadata\n', 'base9: 2 of 4 files\n', 'base9: 4 files\n']);
});

it('tells how many bytes came over the network, and how fast, while files are fetched', () => {
  const { said, clock, tell } = listen(true);

  tell({ kind: 'metadata', member: 'base9' });
  tell({ kind: 'files', member: 'base9', done: 1, total: 3 });
  clock.now += 10_000;
  tell({ kind: 'bytes', member: 'base9', done: 20 * 2 ** 20, total: 40 * 2 ** 20 });
  clock.now += 5_000;
  tell({ kind: 'bytes', member: 'base9', done: 40 * 2 ** 20, total: 40 * 2 ** 20 });
  tell({ kind: 'files', member: 'base9', done: 3, total: 3 });

  expect(said).toEqual([
    'base9: metadata\n',
    'base9: 1 of 3 files, 20.0 MiB of 40.0 MiB, 2.0 MiB/s\n',
    'base9: 3 files, 40.0 MiB\n',
  ]);
});

it('tells elsewhere only what is out of the ordinary', () => {
  const { said, tell } = listen(false);

  tell({ kind: 'metadata', member: 'base9' });
  tell({ kind: 'files', member: 'base9', done: 4, total: 4 });
  tell({ kind: 'again', attempt: 1, attempts: 3 });

  expect(said).toEqual(['a mirror changed meanwhile, taking it again (1 of 3)\n']);
});
