import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { STAND_BY } from '../../../src/app/run-inside.ts';

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
