import { mkdtemp, readdir, readlink, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openReporters, type ReportedProject } from '../../src/app/open-reporters.ts';
import type { JsonObject } from '../../src/base/json/json.ts';
import type { RunEvent } from '../../src/contract/events.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import { filesStore } from '../../src/store/files/files-store.ts';
import { demoRunIn, play } from '../support/reporter-context.ts';
import { makeDemoRun } from '../unit/report/demo-run.ts';

let base = '';
beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'saltern-open-')));
});
afterEach(async () => {
  await rm(base, { recursive: true, force: true });
});

function projectIn(directory: string, reports: JsonObject = {}): ReportedProject {
  return { identity: { name: 'fleet' }, reportsDirectory: directory, reports, instances: makeDemoRun()[0].instances };
}

async function report(reports: JsonObject, events: readonly RunEvent[] = demoRunIn(base)): Promise<void> {
  const store = filesStore({ folders: projectFolders(base) });
  await play(
    await openReporters(
      { cwd: base, environment: {}, order: () => undefined },
      { project: projectIn(base, reports), runId: '01KBDEMO', store },
    ),
    events,
  );
}

describe('reports of a project', () => {
  it('are all there where it says nothing, and the newest run is found under one name', async () => {
    await report({});

    expect((await readdir(base)).toSorted()).toEqual([
      'badges',
      'badges-drawn.ndjson',
      'badges.json',
      'evidence',
      'index.html',
      'junit.xml',
      'latest',
      'locks',
      'runs',
    ]);
    expect(await readlink(join(base, 'latest'))).toBe('runs/01KBDEMO');
    expect((await readdir(join(base, 'latest'))).toSorted()).toEqual([
      'badges',
      'events.ndjson',
      'index.html',
      'junit.xml',
      'log',
      'run.json',
    ]);
  });

  it('are only those that it wants; what the gate decides on is always there', async () => {
    await report({ junit: false, badges: false, log: { ndjson: false } });

    expect((await readdir(base)).toSorted()).toEqual(['badges.json', 'evidence', 'latest', 'locks', 'runs']);
    expect((await readdir(join(base, 'latest'))).toSorted()).toEqual(['events.ndjson', 'log', 'run.json']);
  });

  it('of two runs at once are both in the newest verdicts', async () => {
    const [started, ...events] = demoRunIn(base);
    const end = events.at(-1);
    if (started === undefined || end?.type !== 'run-finished') throw new Error('the demo run has no end');
    const halves = [0, 1].map((half): readonly RunEvent[] => {
      const instances = end.result.instances.filter((_, at) => at % 2 === half);
      return [started, { ...end, result: { ...end.result, runId: `HALF${half}`, instances } }];
    });

    await Promise.all(halves.map((half) => report({}, half)));

    expect((await readdir(join(base, 'badges'))).filter((name) => name.endsWith('.svg'))).toHaveLength(12);
  });

  it('that have no folder are told before anything is started', async () => {
    const file = join(base, 'file');
    await writeFile(file, '');

    const store = filesStore({ folders: projectFolders(file) });
    const opening = openReporters(
      { cwd: base, environment: {}, order: () => undefined },
      { project: projectIn(file), runId: '01KBDEMO', store },
    );

    await expect(opening).rejects.toMatchObject({
      code: 'INTERNAL',
      message: expect.stringContaining(`'${file}/runs/`),
    });
  });
});
