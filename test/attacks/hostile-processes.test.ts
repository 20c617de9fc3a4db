import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { ROOT } from '../root.ts';
import { attackScene } from '../support/attack-scene.ts';
import { fakeApp } from '../support/fake-app.ts';

/** What is left behind lives longer than any test waits. */
const DAEMON = 'sleep 300 &';
const QUICK_MS = 20_000;

describe('a daemon that holds the output', () => {
  it.each(['host', 'guest'])(
    'of a hook on the %s does not hold the run, and what was said before is kept',
    async (on) => {
      await using scene = await attackScene({
        more: { hooks: [{ before: 'verify', on, run: `echo begun; ${DAEMON} echo "[$!]"` }] },
      });

      const { code, stdout } = await inTime(() => scene.saltern(['test']));
      const log = await scene.saltern(['logs']);
      endDaemon(log.stdout);

      expect(code, stdout).toBe(0);
      expect(log.stdout).toMatch(/begun[\s\S]*\[\d+\]/);
    },
  );

  it('of a hook that failed does not hide its status nor its last lines', async () => {
    await using scene = await attackScene({
      more: { hooks: [{ before: 'verify', on: 'host', run: `${DAEMON} echo "[$!]"; echo no good >&2; exit 7` }] },
    });

    const { code, stdout } = await inTime(() => scene.saltern(['test']));
    endDaemon(stdout);

    expect(code).toBe(3);
    expect(stdout).toContain('The hook before verify on the host exited with 7');
    expect(stdout).toContain('no good');
  });

  it('of git does not hold the fetching of a formula', async () => {
    await using scene = await attackScene({ more: { formula: { git: 'https://example.invalid/x.git' } } });
    scene.write('bin/git', `#!/bin/sh\n${DAEMON} echo "[$!] fatal: gone"\nexit 128\n`);
    chmodSync(join(scene.directory, 'bin/git'), 0o755);
    const before = process.env['PATH'];
    process.env['PATH'] = `${join(scene.directory, 'bin')}:${before ?? ''}`;

    const { code, stderr } = await inTime(() => scene.saltern(['test'])).finally(() => (process.env['PATH'] = before));
    endDaemon(stderr);

    expect(code).toBe(3);
    expect(stderr).toContain('fatal: gone');
  });

  it('of a check decides nothing about the check', async () => {
    const command = { [`${DAEMON} echo "[$!]"`]: { 'exit-status': 0, stdout: ['/nothing/'] } };
    await using scene = await attackScene({ suites: { default: { checks: { command } } } });

    const { code, stdout } = await inTime(() => scene.saltern(['test']));
    endDaemon(stdout);

    expect(code, stdout).toBe(1);
  });
});

describe('while a drive does not answer', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'a second %s ends the process at once, with 130',
    async (signal) => {
      const stuck = await startStuck();

      stuck.kill(signal);
      // Two of one kind that come together are one.
      await once(stuck.stdout, 'data');
      stuck.kill(signal);

      expect(await endOf(stuck)).toEqual([130, null]);
    },
  );

  it('the end of the program is the end of the process, with its own exit code', async () => {
    const stuck = await startStuck('3');

    expect(await endOf(stuck)).toEqual([3, null]);
  });

  it.each([['list'], ['test'], ['gate', 'check'], ['promote'], ['config', 'show', 'x'], ['destroy']])(
    'one signal ends `saltern %s %s`',
    async (...argv) => {
      const stop = new AbortController();
      const asked = Promise.withResolvers<void>();
      const app = fakeApp(
        { 'saltern.yml': 'driver: fake\nfake: {}\n' },
        {
          signal: stop.signal,
          driverSchema: () => {
            asked.resolve();
            return new Promise(() => undefined);
          },
        },
      );
      const running = runProgram(
        argv.filter((word) => word !== undefined),
        app,
      );
      await asked.promise;

      stop.abort(new SalternError('INTERRUPTED', 'Interrupted by SIGTERM'));

      expect(await running).toBe(130);
      expect(app.said.stderr).toBe('Interrupted by SIGTERM\n');
    },
  );
});

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  expect(performance.now() - startedAt).toBeLessThan(QUICK_MS);
  return result;
}

/** It says its own number in brackets. */
function endDaemon(said: string): void {
  const pid = Number(/\[(\d+)\]/.exec(said)?.[1]);
  if (pid > 1) process.kill(pid, 'SIGKILL');
}

async function startStuck(...argv: readonly string[]): Promise<ChildProcessByStdio<null, Readable, null>> {
  const fifo = join(mkdtempSync(join(tmpdir(), 'saltern-stuck-')), 'fifo');
  await execa('mkfifo', [fifo]);
  const child = spawn('node', [join(ROOT, 'test/support/stuck-process.ts'), fifo, ...argv], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  return child;
}

async function endOf(child: ChildProcess): Promise<readonly [code: number | null, signal: NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return [child.exitCode, child.signalCode];
}
