import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/contract/events.ts';
import { badgesKind } from '../../src/report/badge/badges-kind.ts';
import { junitKind } from '../../src/report/junit/junit-kind.ts';
import { logKind } from '../../src/report/log/log-kind.ts';
import { makeDemoRun } from '../unit/report/demo-run.ts';
import { makeSummary } from '../unit/report/make-result.ts';
import { demoRunIn, play, reporterContext } from '../support/reporter-context.ts';

let base = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'saltern-report-'));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

const INSTANCE = 'ops-ssh-default-centos-stream-8';

/** A file of the run's folder. */
function ofRun(...path: readonly string[]): string {
  return join(base, 'runs', '01KBDEMO', ...path);
}

function openLogs(settings: Parameters<typeof logKind.open>[0] = {}) {
  return logKind.open(settings, reporterContext(base));
}

describe('logs', () => {
  it('hold every event of an instance in order, one JSON object a line', async () => {
    const events = demoRunIn(base);

    await play(openLogs(), events);
    const lines = (await readFile(ofRun('log', `${INSTANCE}.ndjson`), 'utf8')).trimEnd().split('\n');

    const own = events.filter((event) => 'instance' in event && event.instance === INSTANCE);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(own)));
  });

  it('hold the story of the run without raw output', async () => {
    await play(openLogs(), demoRunIn(base));
    const text = await readFile(ofRun('events.ndjson'), 'utf8');

    expect(text).toMatch(/^\{"at":\d+,"type":"run-started"/);
    expect(text.trimEnd().split('\n').at(-1)).toContain('"type":"run-finished"');
    expect(text).not.toContain('"type":"output"');
  });

  it('leave out what is for programs where the project says so, but for the story of the run', async () => {
    await play(openLogs({ ndjson: false }), demoRunIn(base));

    expect((await readdir(ofRun('log'))).filter((name) => !name.endsWith('.log'))).toEqual([]);
    expect(await readdir(ofRun())).toContain('events.ndjson');
  });

  it('are on disk before the run ends, so a crash loses nothing that was told', async () => {
    const reporters = openLogs();
    for (const event of demoRunIn(base).slice(0, 60)) for (const reporter of reporters) reporter.on(event);

    const text = await readFile(ofRun('log', `${INSTANCE}.ndjson`), 'utf8');

    expect(text.endsWith('}\n')).toBe(true);
    for (const reporter of reporters) await reporter.close?.();
  });

  it('tell a person all phases, none erased by a later one, nor by a second run into the same folder', async () => {
    const events = demoRunIn(base);
    await play(openLogs(), events);
    await play(openLogs(), events);

    const text = await readFile(ofRun('log', 'ops-ssh-default-centos-7.log'), 'utf8');

    expect(text.match(/destroy +> pass/g)).toHaveLength(2);
    expect(text.match(/converge +\| \[INFO {4}\] Completed state \[sshd\]/g)).toHaveLength(2);
    expect(text.split('\n').filter((line) => !/^(# |\d\d:\d\d:\d\d\.\d{3} .{8} [|!>]|$)/.test(line))).toEqual([]);
  });

  it('hold no colours, even when a guest sends some', async () => {
    const text = '\u001b[31mred\u001b[0m\n';
    const output: RunEvent = { at: 1, type: 'output', instance: INSTANCE, phase: 'converge', stream: 'stderr', text };

    await play(openLogs(), [...demoRunIn(base).slice(0, 1), output]);

    expect(await readFile(ofRun('log', `${INSTANCE}.log`), 'utf8')).toMatch(/converge ! red\n$/);
  });

  it('that cannot be written are told when closed, and stop nothing before', async () => {
    await writeFile(join(base, 'runs'), '');
    const [reporter] = openLogs();

    for (const event of demoRunIn(base)) reporter?.on(event);

    await expect(reporter?.close?.()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('junit.xml', () => {
  it('is in the folder of the run, and of a run that judges also where it is found every time', async () => {
    await play(junitKind.open({}, reporterContext(base)), demoRunIn(base));

    expect(await readFile(join(base, 'junit.xml'), 'utf8')).toBe(await readFile(ofRun('junit.xml'), 'utf8'));
  });

  it('is where the project wants it', async () => {
    const file = join(base, 'ci', 'saltern.xml');

    await play(junitKind.open({ file }, reporterContext(base)), demoRunIn(base));

    expect(await readFile(file, 'utf8')).toContain('<testsuites');
    expect(await readdir(base)).toEqual(['ci', 'runs']);
  });

  it('is only in the folder of a run that judges nothing', async () => {
    await play(junitKind.open({}, reporterContext(base)), demoRunIn(base, 'create'));

    expect(await readdir(base)).toEqual(['runs']);
    expect(await readdir(ofRun())).toEqual(['junit.xml']);
  });
});

describe('badges', () => {
  it('that are as they were are left alone, and one that was spoilt is written anew', async () => {
    const fleet = (name: string) => join(base, 'badges', name);
    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base));
    const first = await stat(fleet('ops-ssh.svg'));
    const whole = await readFile(fleet('ops-syslog-centos-7.svg'), 'utf8');
    await writeFile(fleet('ops-syslog-centos-7.svg'), '');

    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base));

    expect((await stat(fleet('ops-ssh.svg'))).ino).toBe(first.ino);
    expect(await readFile(fleet('ops-syslog-centos-7.svg'), 'utf8')).toBe(whole);
  });

  it('are written per formula and per formula and platform, with a page that shows them', async () => {
    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base));

    for (const folder of [base, ofRun()]) {
      expect((await readdir(join(folder, 'badges'))).filter((name) => name.endsWith('.svg'))).toHaveLength(12);
      expect(await readFile(join(folder, 'badges', 'ops-ssh.svg'), 'utf8')).toContain(
        '<title>ops-ssh: 2/3 passing</title>',
      );
      expect(await readFile(join(folder, 'badges', 'ops-syslog-centos-7.svg'), 'utf8')).toContain(
        '<title>ops-syslog centos-7: error</title>',
      );
      expect(await readFile(join(folder, 'index.html'), 'utf8')).toContain('href="badges/ops-ssh-centos-stream-9.svg"');
    }
  });

  it('of the project stay when a later run takes only one instance', async () => {
    const second = demoRunIn(base).map((event) =>
      event.type === 'run-finished'
        ? { ...event, result: { ...event.result, runId: 'SECOND', instances: event.result.instances.slice(0, 1) } }
        : event,
    );

    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base));
    await play(badgesKind.open({}, reporterContext(base)), second);
    const page = await readFile(join(base, 'index.html'), 'utf8');
    const known = JSON.parse(await readFile(join(base, 'badges.json'), 'utf8')) as {
      readonly verdicts: readonly { readonly runId: string }[];
    };

    expect(page).toContain('href="badges/ops-syslog-centos-7.svg"');
    expect(page).toContain('run SECOND · 1 earlier run');
    expect(known.verdicts.map((verdict) => verdict.runId)).toEqual(['SECOND', ...Array(8).fill('01KBDEMO')]);
  });

  it('do not go on saying what nobody knows any more, or what the project no longer has', async () => {
    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base));
    const known = makeDemoRun()[0].instances.filter(({ formula }) => formula !== 'ops-time');
    const instances = [...known, makeSummary('ops-ssh', 'centos-stream-10')];

    await play(badgesKind.open({}, reporterContext(base, { instances })), demoRunIn(base));

    const badges = await readdir(join(base, 'badges'));
    expect(badges.filter((name) => name.startsWith('ops-time'))).toEqual([]);
    expect(await readFile(join(base, 'badges/ops-ssh.svg'), 'utf8')).toContain('<title>ops-ssh: unknown</title>');
    expect(await readFile(join(base, 'badges/ops-ssh-centos-7.svg'), 'utf8')).toContain('passing');
    // There was no badge of it that could be wrong.
    expect(badges).not.toContain('ops-ssh-centos-stream-10.svg');
  });

  it('are not written by a verb that gives no verdict', async () => {
    await play(badgesKind.open({}, reporterContext(base)), demoRunIn(base, 'create'));

    expect(await readdir(base)).toEqual([]);
  });
});
