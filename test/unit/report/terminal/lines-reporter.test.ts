import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/contract/events.ts';
import { linesReporter } from '../../../../src/report/terminal/lines-reporter.ts';
import { makeDemoRun } from '../demo-run.ts';
import { DEMO_CWD } from '../make-result.ts';

async function play(events: readonly RunEvent[], level: 0 | 1 = 0): Promise<string> {
  let text = '';
  const reporter = linesReporter({
    write: (more) => (text += more),
    chalk: new Chalk({ level }),
    cwd: DEMO_CWD,
    files: [],
  });
  for (const event of events) reporter.on(event);
  await reporter.close?.();
  return text;
}

describe('lines for CI and pipes', () => {
  it('names the instance on each line of the run', async () => {
    const [head = '', ...lines] = (await play(makeDemoRun())).split('\n\n')[0]?.split('\n') ?? [];

    expect(head).toBe('9 instances · snapshot 20261122T013000 · docker · 4 at once');
    expect(lines.filter((line) => !/^ +\d+\.\d  ops-(ssh|time|syslog)-default-centos-\S+ +\S/.test(line))).toEqual([]);
  });

  it('writes no control character unless colour is forced', async () => {
    const plain = await play(makeDemoRun());
    const coloured = await play(makeDemoRun(), 1);

    expect(plain).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31m');
  });

  it('tells a failing state and a failing check at once, and no state that passed', async () => {
    const text = await play(makeDemoRun());

    expect(text).toMatch(
      /ops-ssh-default-centos-stream-8 +converge ✗ state sshd-config +file.managed \(\/etc\/ssh\/sshd_config\) +formulas\S+:14 +Source file/,
    );
    expect(text).toMatch(
      /ops-ssh-default-centos-stream-8 +verify +✗ check service sshd +running: expected true, got false/,
    );
    expect(text.split('\n\n')[0]).not.toContain('sshd-key');
  });

  it('tells progress only after ten silent seconds', async () => {
    const [started] = makeDemoRun();
    if (started === undefined) throw new Error('the demo run is empty');
    const pull = (seconds: number): RunEvent => ({
      at: started.at + seconds * 1000,
      type: 'phase-progress',
      instance: 'ops-ssh-default-centos-7',
      phase: 'prepare',
      text: `pulling, ${seconds} s`,
      done: undefined,
      total: undefined,
    });

    const text = await play([started, ...[1, 5, 11, 15, 20, 22].map((seconds) => pull(seconds))]);

    expect(text.match(/pulling, \d+ s/g)).toEqual(['pulling, 11 s', 'pulling, 22 s']);
  });

  it.each([
    ['test', 'PASS     3.1 s'],
    ['create', 'CREATED  3.1 s'],
    ['converge', 'CONVERGED 3.1 s'],
  ])('calls what went well under %s %s', async (verb, words) => {
    const events = makeDemoRun().map((event) => (event.type === 'run-started' ? { ...event, verb } : event));

    expect(await play(events)).toMatch(new RegExp(`ops-ssh-default-centos-7 +${words}\n`));
  });

  it('says why an instance was skipped, and calls it no error', async () => {
    const message = "Stopped because 'x' did not pass (--fail-fast)";
    const trouble = { code: 'INTERRUPTED', message, hint: undefined, details: [] };
    const events = makeDemoRun().map((event) =>
      event.type === 'instance-finished'
        ? { ...event, result: { ...event.result, outcome: 'skip' as const, trouble } }
        : event,
    );

    expect(await play(events)).toMatch(/SKIP +3\.1 s {2}stopped because 'x' did not pass \(--fail-fast\)\n/);
  });

  it('puts what failed below all else', async () => {
    const text = await play(makeDemoRun());

    expect(text.lastIndexOf('PASS')).toBeLessThan(text.indexOf('FAIL  ops-ssh-default-centos-stream-8\n'));
  });
});
