import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findRunning } from '../../../../src/app/gate/find-running.ts';
import { lockRun } from '../../../../src/app/run-lock.ts';
import { projectFolders } from '../../../../src/contract/project-folders.ts';
import type { RunRecord } from '../../../../src/contract/store.ts';
import { openStore } from '../../../../src/store/index.ts';

const at = '2026-11-26T01:30:00.000Z';
const instance = { name: 'demo-default-here', formula: 'demo', suite: 'default', platform: 'here' };
let base: string;
beforeEach(() => (base = mkdtempSync(join(tmpdir(), 'saltern-running-'))));
afterEach(() => rmSync(base, { recursive: true }));

/** A run of one instance that was begun. */
async function begin(change: Partial<RunRecord> = {}) {
  const folders = projectFolders(base);
  const store = await openStore('files', { folders });
  const folder = folders.run('run-1');
  mkdirSync(folder.directory, { recursive: true });
  const run = { version: 1, runId: 'run-1', verb: 'test', startedAt: at, snapshot: '20261126T013000' } as const;
  await store.runs().put({ ...run, instances: [instance], ...change });
  await store.verdicts().update(() => ({ verdicts: [], attempts: [{ instance: instance.name, runId: 'run-1', at }] }));
  return { folder, find: (...ids: readonly string[]) => findRunning(folders, store.runs(), ids) };
}

it('an attempt is under way as long as its saltern runs', async () => {
  const { folder, find } = await begin();

  const lock = await lockRun(folder);
  const during = await find('20261126T013000');
  lock[Symbol.dispose]();
  const after = await find('20261126T013000');

  expect(during).toEqual([{ instance: instance.name, runId: 'run-1', since: at }]);
  expect(after).toEqual([]);
});

it('counts under every id that the content has', async () => {
  const { folder, find } = await begin();
  using _lock = await lockRun(folder);

  expect(await find('20261127T013000', '20261126T013000')).toHaveLength(1);
});

it.each<[string, Partial<RunRecord>]>([
  ['on another snapshot', { snapshot: '20261125T013000' }],
  ['that only converges', { verb: 'converge' }],
])('a run %s is none', async (_, change) => {
  const { folder, find } = await begin(change);
  using _lock = await lockRun(folder);

  expect(await find('20261126T013000')).toEqual([]);
});
