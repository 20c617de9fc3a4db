import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../../src/base/wait/wait-until.ts';
import { STAND_BY } from '../../../../src/app/run-inside.ts';
import { END_MARKED } from '../../../../src/connect/guest/guest-scripts.ts';

const MARK = 'SALTERN_EXEC=mark-of-this-test';

/** Processes of this machine that have the word among their arguments. */
async function findByWord(word: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_, at) => lines[at]?.split('\0').includes(word));
}

/** As a driver runs it. */
async function endMarked(mark: string): Promise<void> {
  const script: string = END_MARKED;
  await execa('sh', ['-c', script, 'sh', mark], { reject: false });
}

describe('END_MARKED', () => {
  it.each([
    // `env -i` is what a program does to its environment that sets its title.
    ['a child that lost the mark', 'exec env -i sleep 977.1', '977.1'],
    ['a grandchild that ignores TERM', `env -i sh -c 'trap "" TERM; sleep 977.2; :'`, '977.2'],
    ['what it left in the background of its session', 'env -i sleep 977.3 & wait', '977.3'],
  ])('ends %s', async (_, line, word) => {
    const child = spawn('sh', ['-c', STAND_BY, 'saltern', 'sh', '-c', line], {
      env: { PATH: process.env['PATH'], SALTERN_EXEC: 'mark-of-this-test' },
      detached: true,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await waitUntil(async () => ((await findByWord(word)).length > 0 ? true : undefined), {
      signal: new AbortController().signal,
      intervalMs: 20,
    });

    await endMarked(MARK);
    await ended;

    expect(await findByWord(word)).toEqual([]);
  });

  it('leaves alone what has nothing to do with it', async () => {
    const other = spawn('sleep', ['977.4'], { stdio: 'ignore' });

    await endMarked('SALTERN_EXEC=nobody-has-this');

    expect(other.exitCode).toBeNull();
    other.kill();
  });
});
