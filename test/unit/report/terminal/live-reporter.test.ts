import { Chalk } from 'chalk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { liveReporter } from '../../../../src/report/terminal/live-reporter.ts';
import { makeDemoRun } from '../demo-run.ts';
import { DEMO_CWD } from '../make-result.ts';

const HIDE = '\u001b[?25l';
const SHOW = '\u001b[?25h';

function open(level: 0 | 1 = 0): { writes: string[]; reporter: ReturnType<typeof liveReporter> } {
  const writes: string[] = [];
  const options = {
    write: (text: string) => void writes.push(text),
    chalk: new Chalk({ level }),
    size: () => ({ columns: 100, rows: 30 }),
    now: () => Date.now(),
    cwd: DEMO_CWD,
  };
  return { writes, reporter: liveReporter(options) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the live terminal', () => {
  it('draws at most ten frames a second, one write each, however many events come', () => {
    const { writes, reporter } = open();
    const [started, ...events] = makeDemoRun();
    if (started !== undefined) reporter.on(started);

    for (const event of events.slice(0, 200)) reporter.on(event);
    vi.advanceTimersByTime(1000);

    expect(writes.length).toBeLessThanOrEqual(11);
  });

  it('rewrites only the lines that changed and never wipes the screen', () => {
    const { writes, reporter } = open();
    for (const event of makeDemoRun().slice(0, 40)) reporter.on(event);
    vi.advanceTimersByTime(300);

    expect(writes.join('')).not.toContain('\u001b[2J');
    expect(writes.at(-1)).not.toContain('9 instances');
  });

  it('writes nothing when nothing changed', () => {
    const { writes, reporter } = open();
    const [started] = makeDemoRun();
    if (started !== undefined) reporter.on(started);

    vi.advanceTimersByTime(1000);

    expect(writes).toHaveLength(1);
  });

  it('gives the cursor back at the end, after the whole table and the report', async () => {
    const { writes, reporter } = open();

    for (const event of makeDemoRun()) reporter.on(event);
    await reporter.close?.();
    const text = writes.join('');

    expect(text.split(HIDE)).toHaveLength(2);
    expect(text.split(SHOW)).toHaveLength(2);
    expect(text.indexOf(SHOW)).toBeGreaterThan(text.indexOf(HIDE));
    expect(text.trimEnd()).toMatch(
      /6 passed, 2 failed, 1 could not be run · 14\.2 s\nagain {2}saltern test --failed\b.*$/,
    );
  });

  it('gives the cursor back when it is closed in the middle of a run, and stops drawing', async () => {
    const { writes, reporter } = open();
    for (const event of makeDemoRun().slice(0, 40)) reporter.on(event);

    await reporter.close?.();
    const before = writes.length;
    vi.advanceTimersByTime(1000);

    expect(writes.join('')).toContain(SHOW);
    expect(writes).toHaveLength(before);
  });

  it('says that one is made anew, and why, above the table, before it happens and once', async () => {
    const { writes, reporter } = open();
    const [started, ...events] = makeDemoRun();
    if (started?.type !== 'run-started') throw new Error('the demo run does not start');
    const [{ name: instance } = { name: '' }] = started.instances;
    const reasons = ['snapshot A → B', 'memory 1g → 2g'];

    reporter.on(started);
    reporter.on({ at: started.at, type: 'instance-remade', instance, reasons });
    const before = writes.join('');
    for (const event of events) reporter.on(event);
    await reporter.close?.();

    const line = `${instance}  remade: snapshot A → B, memory 1g → 2g\n`;
    expect(before.split(line)).toHaveLength(2);
    expect(before.lastIndexOf('9 instances')).toBeGreaterThan(before.indexOf(line));
    expect(writes.join('').split(line)).toHaveLength(2);
  });

  it('uses no colour where there is none', async () => {
    const { writes, reporter } = open(0);

    for (const event of makeDemoRun()) reporter.on(event);
    await reporter.close?.();

    // oxlint-disable-next-line no-control-regex -- colour sequences end in m
    expect(writes.join('')).not.toMatch(/\u001b\[[\d;]*m/);
  });
});
