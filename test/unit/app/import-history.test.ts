import { existsSync, globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProjectFor } from '../../../src/app/load-project-for.ts';
import { withHistory } from '../../../src/app/open-history.ts';
import type { History } from '../../../src/contract/history.ts';
import { attackScene, type AttackScene } from '../../support/attack-scene.ts';
import { fakeApp } from '../../support/fake-app.ts';
import { nightRecord } from '../../support/history-data.ts';
import { passes } from '../../support/pretended-project.ts';

async function ask<T>(scene: AttackScene, question: (history: History) => Promise<T>): Promise<T> {
  const app = fakeApp({}, { cwd: scene.directory });
  return await withHistory(app, await loadProjectFor(app, {}), question);
}

function lose({ directory }: AttackScene): void {
  rmSync(join(directory, '.saltern/history.db'));
}

describe('an import', () => {
  it.each([
    ['is cut', JSON.stringify(nightRecord()).slice(0, 100), 'it is not whole JSON'],
    ['has a step that is none', JSON.stringify({ ...nightRecord(), steps: [{ name: 'sleep' }] }), 'steps.0'],
    ['has no channel', JSON.stringify({ ...nightRecord(), channel: null }), 'channel'],
    ['is no map', 'null', 'expected object'],
  ])('leaves out a night that %s, by its name, and reads in the others', async (_what, text, why) => {
    await using scene = await attackScene({ suites: { one: passes } });
    scene.write('.saltern/nights/20261122T013000.json', text);
    scene.write('.saltern/nights/20261123T013000.json', JSON.stringify(nightRecord()));
    scene.write('.saltern/nights/notes.txt', 'mine');

    const imported = await scene.saltern(['history', 'import']);

    expect(imported).toMatchObject({ code: 3, stdout: expect.stringContaining('0 runs, 1 night and') });
    expect(imported.stderr).toMatch(/^left out '.*\/nights\/20261122T013000\.json': .+\n$/);
    expect(imported.stderr).toContain(why);
  });

  it('takes a night that is under way, and one without a channel so far', async () => {
    await using scene = await attackScene({ suites: { one: passes } });
    const {
      end: _,
      decision: _d,
      snapshot: _s,
      ...begun
    } = nightRecord({ channel: { name: 'stable', before: undefined, after: undefined } });
    scene.write('.saltern/nights/20261123T013000.json', JSON.stringify(begun));

    await scene.saltern(['history', 'import']);

    expect(await ask(scene, (history) => history.night('20261123T013000'))).toEqual(begun);
  });

  it('reads in what there is where the snapshot root is gone', async () => {
    await using scene = await attackScene({ suites: { one: passes } });
    await scene.saltern(['test']);
    scene.write(
      'saltern.yml',
      `${scene.read('saltern.yml')}snapshots: { root: mirror, repositories: { '*': [base] } }\n`,
    );
    lose(scene);

    const imported = await scene.saltern(['history', 'import']);

    expect(imported).toMatchObject({ code: 3, stdout: expect.stringContaining('1 run, 0 nights and 0 decisions') });
    expect(imported.stderr).toMatch(/^left out '.*mirror': .*mirror/);
  });
});

describe('what is removed elsewhere', () => {
  it('stays in the history: the folder of a run that need not stay', async () => {
    await using scene = await attackScene({ suites: { one: passes }, more: { runs: { keep: 1 } } });
    for (let run = 0; run < 3; run++) await scene.saltern(['test']);

    expect(globSync('.saltern/runs/*', { cwd: scene.directory })).toHaveLength(1);
    expect(await ask(scene, (history) => history.runs())).toHaveLength(3);
  });

  it('goes from the history with `cache prune` once the project does not keep it, and is counted before', async () => {
    await using scene = await attackScene({ suites: { one: passes }, more: { history: { keep: '10d' } } });
    const day = (number: number) => ({ at: Date.UTC(2026, 10, number) });
    await scene.saltern(['test'], day(1));
    await scene.saltern(['test'], day(20));

    const planned = await scene.saltern(['cache', 'prune', '--dry-run'], day(21));
    const pruned = await scene.saltern(['cache', 'prune'], day(21));
    const again = await scene.saltern(['cache', 'prune'], day(21));

    expect(planned.stdout).toContain('would forget 1 run of the history\n');
    expect(pruned.stdout).toContain('forgot 1 run of the history\n');
    expect(again.stdout).not.toContain('the history');
    expect((await ask(scene, (history) => history.runs())).map(({ startedAt }) => startedAt.slice(8, 10))).toEqual([
      '20',
    ]);
  });

  it('is not made by `cache prune` where there is no history', async () => {
    await using scene = await attackScene({ suites: { one: passes } });

    await scene.saltern(['cache', 'prune']);

    expect(existsSync(join(scene.directory, '.saltern/history.db'))).toBe(false);
  });
});
