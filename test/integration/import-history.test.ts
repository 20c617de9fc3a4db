import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadProjectFor } from '../../src/app/load-project-for.ts';
import { withHistory } from '../../src/app/open-history.ts';
import type { History } from '../../src/contract/history.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fakeApp } from '../support/fake-app.ts';
import { nightRecord } from '../support/history-data.ts';
import { passes } from '../support/pretended-project.ts';

const packages = [{ name: 'chrony', version: '4.5', release: '1' }];

async function ask<T>(scene: AttackScene, question: (history: History) => Promise<T>): Promise<T> {
  const app = fakeApp({}, { cwd: scene.directory });
  return await withHistory(app, await loadProjectFor(app, {}), question);
}

it('an import reads in runs, nights and decisions, and a second one changes nothing', async () => {
  await using scene = await attackScene({ suites: { one: passes }, packages });
  await scene.saltern(['snapshot', 'create']);
  await scene.saltern(['test']);
  await scene.saltern(['gate', 'check']);
  await scene.saltern(['promote']);
  scene.write('.saltern/nights/20261123T013000.json', JSON.stringify(nightRecord()));
  const before = await ask(scene, async (history) => [await history.runs(), await history.decisions()]);
  rmSync(join(scene.directory, '.saltern/history.db'));

  const imported = await scene.saltern(['history', 'import']);
  const again = await scene.saltern(['history', 'import', '--json']);

  expect(imported).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^1 run, 1 night and 2 decisions are in '/),
  });
  expect(JSON.parse(again.stdout)).toMatchObject({ version: 1, runs: 1, nights: 1, decisions: 2, damaged: [] });
  expect(await ask(scene, async (history) => [await history.runs(), await history.decisions()])).toEqual(before);
  expect(await ask(scene, (history) => history.night('20261123T013000'))).toEqual(nightRecord());
});
