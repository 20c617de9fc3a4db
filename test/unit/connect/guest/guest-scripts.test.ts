import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../../../../src/base/wait/wait-until.ts';
import { END_MARKED, STAND_BY } from '../../../../src/connect/guest/guest-scripts.ts';

const MARK = 'SALTERN_EXEC=mark-of-this-test';

/** Processes that this machine runs whose command line ends with the word. */
async function findByWord(word: string): Promise<readonly string[]> {
  const { stdout } = await execa('pgrep', ['-f', `${word}$`], { reject: false });
  return stdout.split('\n').filter((line) => line !== '');
}

describe('STAND_BY', () => {
  it('gives arguments, output and exit code of its command, also of one that a signal ended', async () => {
    const run = (...argv: readonly string[]) => execa('sh', ['-c', STAND_BY, 'saltern', ...argv], { reject: false });

    const said = await run('sh', '-c', 'echo "$1"; exit 5', 'sh', 'a  b');
    const ended = await run('sh', '-c', 'kill -s TERM $$');
    const missing = await run('no-such-program');

    expect(said).toMatchObject({ stdout: 'a  b', exitCode: 5 });
    expect(ended.exitCode).toBe(143);
    expect(missing).toMatchObject({ exitCode: 127, stderr: expect.stringContaining('no-such-program') });
  });

  it('starts programs, never words of the shell', async () => {
    const { exitCode } = await execa('sh', ['-c', STAND_BY, 'saltern', 'shift'], { reject: false });

    expect(exitCode).toBe(127);
  });
});

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

    await execa('sh', ['-c', END_MARKED, 'sh', MARK], { reject: false });
    await ended;

    expect(await findByWord(word)).toEqual([]);
  });

  it('leaves alone what has nothing to do with it', async () => {
    const other = spawn('sleep', ['977.4'], { stdio: 'ignore' });

    await execa('sh', ['-c', END_MARKED, 'sh', 'SALTERN_EXEC=nobody-has-this'], { reject: false });

    expect(other.exitCode).toBeNull();
    other.kill();
  });
});
