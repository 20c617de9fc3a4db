import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reporter, RunEvent } from '../../src/contract/events.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import { createBadgeReporter } from '../../src/report/badge/badge.ts';
import { createNdjsonReporter } from '../../src/report/log/ndjson.ts';
import { createPlainLogReporter } from '../../src/report/log/plain-log.ts';
import { openStore } from '../../src/store/index.ts';
import { makeDemoRun } from '../unit/report/demo-run.ts';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-report-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function demoRun(verb = 'test'): readonly RunEvent[] {
  return makeDemoRun().map((event) => (event.type === 'run-started' ? { ...event, directory, verb } : event));
}

async function play(reporter: Reporter, events: readonly RunEvent[]): Promise<void> {
  for (const event of events) reporter.on(event);
  await reporter.close?.();
}

const INSTANCE = 'ops-ssh-default-centos-stream-8';

describe('logs', () => {
  it('hold every event of an instance in order, one JSON object a line', async () => {
    const events = demoRun();

    await play(createNdjsonReporter(), events);
    const lines = (await readFile(join(directory, 'log', `${INSTANCE}.ndjson`), 'utf8')).trimEnd().split('\n');

    const own = events.filter((event) => 'instance' in event && event.instance === INSTANCE);
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(JSON.parse(JSON.stringify(own)));
  });

  it('hold the story of the run without raw output', async () => {
    await play(createNdjsonReporter(), demoRun());
    const text = await readFile(join(directory, 'events.ndjson'), 'utf8');

    expect(text).toMatch(/^\{"at":\d+,"type":"run-started"/);
    expect(text.trimEnd().split('\n').at(-1)).toContain('"type":"run-finished"');
    expect(text).not.toContain('"type":"output"');
  });

  it('are on disk before the run ends, so a crash loses nothing that was told', async () => {
    const reporter = createNdjsonReporter();
    for (const event of demoRun().slice(0, 60)) reporter.on(event);

    const text = await readFile(join(directory, 'log', `${INSTANCE}.ndjson`), 'utf8');

    expect(text.endsWith('}\n')).toBe(true);
    await reporter.close?.();
  });

  it('tell a person all phases, none erased by a later one, nor by a second run into the same folder', async () => {
    const events = demoRun();
    await play(createPlainLogReporter({ cwd: '/srv/fleet' }), events);
    await play(createPlainLogReporter({ cwd: '/srv/fleet' }), events);

    const text = await readFile(join(directory, 'log', 'ops-ssh-default-centos-7.log'), 'utf8');

    expect(text.match(/destroy +> pass/g)).toHaveLength(2);
    expect(text.match(/converge +\| \[INFO {4}\] Completed state \[sshd\]/g)).toHaveLength(2);
    expect(text.split('\n').filter((line) => !/^(# |\d\d:\d\d:\d\d\.\d{3} .{8} [|!>]|$)/.test(line))).toEqual([]);
  });

  it('hold no colours, even when a guest sends some', async () => {
    const [started] = demoRun();
    if (started === undefined) throw new Error('the demo run is empty');

    await play(createPlainLogReporter({ cwd: '/' }), [
      started,
      {
        at: 1,
        type: 'output',
        instance: INSTANCE,
        phase: 'converge',
        stream: 'stderr',
        text: '\u001b[31mred\u001b[0m\n',
      },
    ]);

    expect(await readFile(join(directory, 'log', `${INSTANCE}.log`), 'utf8')).toMatch(/converge ! red\n$/);
  });

  it("stay inside the run's folder whatever an instance is called", async () => {
    const [started] = demoRun();
    if (started === undefined) throw new Error('the demo run is empty');

    await play(createNdjsonReporter(), [started, { at: 1, type: 'instance-started', instance: '../../x' }]);

    expect(await readdir(join(directory, 'log'))).toEqual([expect.stringMatching(/^_.*x-[0-9a-f]{8}\.ndjson$/)]);
  });

  it('that cannot be written are told when closed, and stop nothing before', async () => {
    const reporter = createNdjsonReporter();
    await writeFile(join(directory, 'file'), '');
    const [started, ...events] = demoRun();
    if (started?.type !== 'run-started') throw new Error('the demo run has no start');

    for (const event of [{ ...started, directory: join(directory, 'file') }, ...events]) reporter.on(event);

    await expect(reporter.close?.()).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});

describe('badges', () => {
  it('are written per formula and per formula and platform, with a page that shows them', async () => {
    await play(createBadgeReporter(), demoRun());
    const names = await readdir(join(directory, 'badges'));

    expect(names).toHaveLength(12);
    expect(await readFile(join(directory, 'badges', 'ops-ssh.svg'), 'utf8')).toContain(
      '<title>ops-ssh: 2/3 passing</title>',
    );
    expect(await readFile(join(directory, 'badges', 'ops-syslog-centos-7.svg'), 'utf8')).toContain(
      '<title>ops-syslog centos-7: error</title>',
    );
    expect(await readFile(join(directory, 'index.html'), 'utf8')).toContain(
      'href="badges/ops-ssh-centos-stream-9.svg"',
    );
  });

  it('in the folder of the fleet stay when a later run takes only one instance', async () => {
    const folders = projectFolders(join(directory, 'fleet'));
    await using store = await openStore('files', { folders });
    const fleet = { directory: folders.base, verdicts: store.verdicts() };
    const [started, ...rest] = demoRun();
    const project = started?.type === 'run-started' ? started.instances : [];
    const one = rest.map((event) =>
      event.type === 'run-finished'
        ? { ...event, result: { ...event.result, runId: 'SECOND', instances: event.result.instances.slice(0, 1) } }
        : event,
    );

    await play(createBadgeReporter({ project, fleet }), demoRun());
    await play(createBadgeReporter({ project, fleet }), started === undefined ? [] : [started, ...one]);
    const page = await readFile(join(fleet.directory, 'index.html'), 'utf8');
    const known = JSON.parse(await readFile(folders.badges, 'utf8')) as {
      readonly verdicts: readonly { readonly runId: string }[];
    };

    expect(page).toContain('href="badges/ops-syslog-centos-7.svg"');
    expect(page).toContain('run SECOND · 1 earlier run');
    expect(known.verdicts.map((verdict) => verdict.runId)).toEqual(['SECOND', ...Array(8).fill('01KBDEMO')]);
  });

  it('are not written by a verb that gives no verdict', async () => {
    await play(createBadgeReporter(), demoRun('create'));

    expect(await readdir(directory)).toEqual([]);
  });
});
