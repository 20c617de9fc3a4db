import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { quoteWord } from '../../src/base/text/quote-word.ts';
import { ROOT } from '../root.ts';
import { type E2eProject } from '../support/e2e-project.ts';
import { passes, pretendedProject } from '../support/pretended-project.ts';

const CTRL_C = '\u0003';
const hangs = { checks: { command: { 'sleep 600': { 'exit-status': 0, timeout: 700_000 } } } };
const MANY = Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`hangs-${at + 1}`, hangs]));

/** Runs saltern in a terminal of 80 by 24, and gives what it wrote there, cursor moves and all. */
async function onTerminal(
  project: E2eProject,
  args: readonly string[],
  onOutput?: (text: string, type: (keys: string) => void) => void,
) {
  const command = [process.execPath, join(ROOT, 'src/cli/main.ts'), ...args].map(quoteWord).join(' ');
  const argv = ['-qec', `stty cols 80 rows 24; ${command}`, '/dev/null'];
  const started = execa('script', argv, {
    cwd: project.directory,
    env: { CI: '', TERM: 'xterm', NO_COLOR: '1' },
    reject: false,
    timeout: 60_000,
  });
  let text = '';
  started.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk);
    onOutput?.(text, (keys) => void started.stdin.write(keys));
  });
  const { exitCode } = await started;
  return { exitCode, raw: text, text: stripVTControlCharacters(text).replaceAll('\r', '') };
}

describe('the table on a terminal', () => {
  it('folds those that wait, and says after Ctrl-C what happens and what never began', async () => {
    await using project = await pretendedProject({ suites: { quick: passes, ...MANY }, more: { concurrency: 2 } });
    let isPressed = false;

    const { exitCode, raw, text } = await onTerminal(project, ['test'], (soFar, type) => {
      if (
        isPressed ||
        !/ 1 passed [\s\S]*demo-hangs-2-here +create \d\.\d {2}verify/.test(stripVTControlCharacters(soFar))
      )
        return;
      isPressed = true;
      type(CTRL_C);
    });
    const end = text.slice(text.lastIndexOf('9 instances'));

    expect(text).toMatch(/^ · \d instances {2}waiting for /m);
    expect(text).toMatch(/ stopping: .*2 · Ctrl-C again: at once/);
    expect(end).toMatch(/^ ✓ demo-quick-here .*verify \d\.\d +\d\.\d s$/m);
    expect(end).toMatch(/^ ! demo-hangs-1-here +interrupted +\d\.\d s$/m);
    expect(end).toMatch(/^ · 6 instances not started$/m);
    expect(end).toMatch(/^interrupted · 1 passed.*2 did not finish, 6 not/m);
    expect(exitCode).toBe(130);
    // At the top of the screen, "erase all below" makes some terminals keep what they show.
    expect(raw).not.toContain('\u001b[J');
  });

  it('knows from the last run how long this one will take', async () => {
    const slow = { checks: { command: { 'sleep 0.7': { 'exit-status': 0 } } } };
    await using project = await pretendedProject({ suites: { one: slow, two: slow }, more: { concurrency: 1 } });

    const first = await onTerminal(project, ['test']);
    const second = await onTerminal(project, ['test']);
    const leftBefore = (text: string) => text.slice(0, text.indexOf('1 of 2')).match(/about \d+ s left/g) ?? [];

    expect(leftBefore(first.text)).toEqual([]);
    expect(leftBefore(second.text)).not.toEqual([]);
    expect(second.exitCode).toBe(0);
  });
});

it('in a pipe one line says that it stops, and what never began has none', async () => {
  await using project = await pretendedProject({ suites: { quick: passes, ...MANY }, more: { concurrency: 2 } });
  const started = execa(process.execPath, [join(ROOT, 'src/cli/main.ts'), 'test'], {
    cwd: project.directory,
    reject: false,
  });
  let text = '';
  started.stdout.on('data', (chunk: Buffer) => {
    text += String(chunk);
    if (/PASS/.test(text)) started.kill('SIGINT');
  });

  const { exitCode } = await started;

  expect(text).toMatch(/^ +\d\.\d {2}stopping, and removing what this run made/m);
  expect(text).toMatch(/demo-hangs-1-here +STOPPED +\d/);
  expect(text).not.toMatch(/demo-hangs-8-here +(STOPPED|ERROR)/);
  expect(text).not.toContain('Interrupted by');
  expect(exitCode).toBe(130);
});
