import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineWidth, plainLine, span } from '../../../../src/report/text/line.ts';
import { renderLive, type LiveView } from '../../../../src/report/terminal/render-live.ts';
import { createRunRow, updateRunRow } from '../../../../src/report/terminal/run-row.ts';
import { makeDemoRun } from '../demo-run.ts';
import { makeSummary } from '../make-result.ts';

const EMPTY: LiveView = {
  rows: [],
  now: 10,
  frame: 0,
  concurrency: 1,
  header: [span('9 instances')],
  verb: 'test',
  startedAt: 0,
  usualMs: {},
  isStopping: false,
};

/** The table after the first `seconds` of the demo run. */
function viewAfter(seconds: number): LiveView {
  const [started, ...events] = makeDemoRun();
  if (started?.type !== 'run-started') throw new Error('the demo run has no start');
  const now = started.at + seconds * 1000;
  const rows = new Map(started.instances.map((one) => [one.name, createRunRow(one)]));
  for (const event of events) {
    const row = 'instance' in event && event.at <= now ? rows.get(event.instance) : undefined;
    if (row !== undefined && 'instance' in event) rows.set(event.instance, updateRunRow(row, event));
  }
  return { ...EMPTY, rows: [...rows.values()], startedAt: started.at, now, frame: 2, concurrency: 4 };
}

function show(view: LiveView, columns: number, rows: number): readonly string[] {
  return renderLive(view, { columns, rows }).map((line) => plainLine(line));
}

describe('the live table', () => {
  it('says of each instance what it does now, how far, and the times of finished phases', () => {
    expect(show(viewAfter(5.9), 110, 30)).toMatchInlineSnapshot(`
      [
        "9 instances",
        " ✓ ops-ssh-default-centos-7            create 0.5  converge 2.1  again 0.3  verify 0.1                  3.1 s",
        " ✗ ops-ssh-default-centos-stream-8     converge  1 of 31 states failed, 2 did not run  verify  1 of 2…  3.9 s",
        " ✓ ops-ssh-default-centos-stream-9     create 0.5  converge 2.1  again 0.3  verify 0.1                  3.1 s",
        " ✓ ops-time-default-centos-7           create 0.5  converge 2.1  again 0.3  verify 0.1  1 retry         3.1 s",
        " ⠹ ops-time-default-centos-stream-8    create 0.5  converge 1/2  sshd-config                            1.3 s",
        " ⠹ ops-time-default-centos-stream-9    create 0.5  converge 1/2  sshd-config                            1.1 s",
        " ⠹ ops-syslog-default-centos-7         create                                                           1.0 s",
        " ⠹ ops-syslog-default-centos-stream-8  create 0.5  converge 1/2  sshd-config                            0.8 s",
        " · ops-syslog-default-centos-stream-9  waiting for memory (2.1 GiB free, needs 512 MiB × 5)",
        " 4 of 9 · 3 passed · 1 failed · 5.9 s · about 5 s left",
      ]
    `);
  });

  it('shows in a colour of its own what passes after it failed in the same night, and counts it', () => {
    const summary = { ...makeSummary('ops-ssh', 'centos-7'), attempt: 2, hasFailed: true };
    const [, ...events] = makeDemoRun();
    const ended = events.find((event) => event.type === 'instance-finished' && event.result.outcome === 'pass');
    if (ended === undefined || !('instance' in ended)) throw new Error('nothing passes in the demo run');
    const rows = [updateRunRow(createRunRow(summary), ended)];

    const lines = renderLive({ ...EMPTY, rows }, { columns: 110, rows: 30 });

    expect(plainLine(lines[1] ?? [])).toMatch(/^ ~ ops-ssh-default-centos-7 +flaky +3\.1 s$/);
    expect(plainLine(lines[2] ?? [])).toContain('1 of 1 · 1 passed (1 flaky)');
    expect(
      lines
        .flat()
        .filter(({ tone }) => tone === 'flaky')
        .map(({ text }) => text),
    ).toEqual(['~', 'flaky', '1 flaky']);
  });

  it('leaves out a prepare that took no time', () => {
    const summary = makeSummary('ops-ssh', 'centos-7');
    const rowAfter = (durationMs: number) =>
      updateRunRow(createRunRow(summary), {
        at: 0,
        type: 'phase-finished',
        instance: summary.name,
        phase: 'prepare',
        outcome: 'pass',
        durationMs,
      });
    expect(show({ ...EMPTY, rows: [rowAfter(40)] }, 80, 10).join('\n')).not.toContain('prepare');
    expect(show({ ...EMPTY, rows: [rowAfter(400)] }, 80, 10).join('\n')).toContain('prepare 0.4');
  });

  it('gives way on a narrow and low screen: running and failed first, the others counted', () => {
    expect(show(viewAfter(5.9), 64, 10)).toMatchInlineSnapshot(`
      [
        "9 instances",
        " ✗ ops-ssh-defaul…ntos-stream-8  converge  1 of 31 stat…  3.9 s",
        " ⠹ ops-time-defau…ntos-stream-8  converge 1/2  sshd-con…  1.3 s",
        " ⠹ ops-time-defau…ntos-stream-9  converge 1/2  sshd-con…  1.1 s",
        " ⠹ ops-syslog-default-centos-7   create                   1.0 s",
        " ⠹ ops-syslog-def…ntos-stream-8  converge 1/2  sshd-con…  0.8 s",
        " … 3 more passed, 1 waiting",
        " 4 of 9 · 3 passed · 1 failed · 5.9 s · about 5 s left",
      ]
    `);
  });

  it('folds rows that wait for the same, whatever amounts they name', () => {
    const waiting = ['centos-7', 'centos-stream-8', 'centos-stream-9', 'el10', 'el11'].map((platform, at) => {
      const summary = makeSummary('ops-ssh', platform);
      const reason = at === 4 ? 'waiting for a core' : `waiting for memory (${at} GiB free)`;
      return updateRunRow(createRunRow(summary), { at: 0, type: 'instance-waiting', instance: summary.name, reason });
    });

    expect(show({ ...EMPTY, rows: waiting, usualMs: { [waiting[0]?.summary.name ?? '']: 3000 } }, 80, 24)).toEqual([
      '9 instances',
      expect.stringMatching(/^ · ops-ssh-default-el11 +waiting for a core$/),
      ' · 4 instances  waiting for memory',
      ' 0 of 5 · 0.0 s · about 15 s left',
    ]);
  });

  it('keeps the time of converge in a finished row when there is no room for all', () => {
    const lines = show(viewAfter(5.9), 66, 30).filter((line) => line.includes('✓'));

    expect(lines).not.toEqual([]);
    for (const line of lines) expect(line).toContain('converge 2.1');
  });

  it('says what is being ended once somebody interrupted it', () => {
    expect(show({ ...viewAfter(5.9), isStopping: true }, 110, 30).at(-1)).toBe(
      ' stopping: ending 4 · Ctrl-C again: at once',
    );
  });

  it('is never wider or higher than the screen', () => {
    const views = [0, 1, 3, 5.9, 9, 14].map((seconds) => viewAfter(seconds));

    fc.assert(
      fc.property(
        fc.constantFrom(...views),
        fc.integer({ min: 21, max: 200 }),
        fc.integer({ min: 4, max: 40 }),
        (view, columns, rows) => {
          const lines = renderLive(view, { columns, rows });

          expect(lines.length).toBeLessThan(rows - 1);
          expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThan(columns);
        },
      ),
    );
  });

  it('keeps names and progress that are wide or hostile within the screen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), (suite, text) => {
        const summary = makeSummary('ops-ssh', 'centos-7', `漢字-${suite.replaceAll(/\p{C}/gu, '')}`);
        const started = updateRunRow(createRunRow(summary), {
          at: 0,
          type: 'instance-started',
          instance: summary.name,
        });
        const row = updateRunRow(started, {
          at: 1,
          type: 'phase-progress',
          instance: summary.name,
          phase: 'converge',
          text,
          done: 1,
          total: 2,
        });

        const lines = renderLive({ ...EMPTY, rows: [row] }, { columns: 60, rows: 10 });

        expect(Math.max(...lines.map((line) => lineWidth(line)))).toBeLessThan(60);
        expect(lines.map((line) => plainLine(line)).join('')).not.toMatch(/\p{Cc}/u);
      }),
    );
    // fast-check's first grapheme takes seconds where much else runs.
  }, 30_000);
});
