import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { projectFolders, type ProjectFolders } from '../../../src/contract/project-folders.ts';
import type { Store } from '../../../src/contract/store.ts';
import { decideGate } from '../../../src/gate/decide-gate.ts';
import { promote } from '../../../src/gate/promote.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { openStore } from '../../../src/store/index.ts';
import { recordEvents } from '../../../src/store/record-events.ts';
import { input, now, result, snapshot, ssh9 } from '../gate/fixtures.ts';
import { makeDemoRun } from '../report/demo-run.ts';

let directory: string;
let folders: ProjectFolders;
let store: Store;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'saltern-record-'));
  folders = projectFolders(join(directory, '.saltern'));
  store = await openStore('files', { folders, root: openRoot() });
});
afterEach(() => rm(directory, { recursive: true }));

function openRoot() {
  return openSnapshotRoot({ path: directory, signal: new AbortController().signal });
}

it('keeps a run and what each instance of it proved', async () => {
  const events = makeDemoRun();
  const recorder = recordEvents(store);

  for (const event of events) recorder.on(event);
  await recorder.close();

  const proofs = events.flatMap((event) => (event.type === 'instance-finished' ? (event.result.evidence ?? []) : []));
  // Packages stay in the file: nobody who weighs results asks for them.
  const weighed = proofs.map(({ packages: _packages, ...proof }) => proof);
  const kept = (await store.evidence().ofSnapshot('20261122T013000')).evidence;
  const [run] = await store.runs().list();
  const ended = events.find((event) => event.type === 'run-finished');
  const byName = (a: { instance: string }, b: { instance: string }) => (a.instance < b.instance ? -1 : 1);
  expect(kept.toSorted(byName)).toMatchObject(weighed.toSorted(byName));
  expect(run).toMatchObject({ runId: '01KBDEMO', verb: 'test', snapshot: '20261122T013000' });
  expect(run?.end?.outcome).toBe(ended?.result.outcome);
  expect(run?.instances.map(({ name, outcome }) => [name, outcome])).toEqual(
    ended?.result.instances.map(({ name, outcome }) => [name, outcome]),
  );
});

it('knows of a run that never ended', async () => {
  const recorder = recordEvents(store);

  for (const event of makeDemoRun().slice(0, 1)) recorder.on(event);
  await recorder.close();

  const [run] = await store.runs().list();
  expect([run?.runId, run?.end]).toEqual(['01KBDEMO', undefined]);
});

it('keeps decisions as they are told, in files only where the gate has logged them anyway', async () => {
  const recorder = recordEvents(store);
  const root = { ...openRoot(), verify: () => Promise.resolve({ digest: snapshot.digest }) };
  const decision = decideGate(input({ evidence: [result(ssh9)] }));

  await promote({
    root,
    channel: 'stable',
    decision,
    snapshot,
    by: 'ci',
    now,
    emit: (event) => recorder.onFleet({ ...event, at: now.getTime() }),
  });
  await recorder.close();

  expect((await store.decisions().list()).map((entry) => entry.result)).toEqual(['promoted']);
});

it('keeps what it can, and says at the end what it could not', async () => {
  await store.runs().put({ version: 1, runId: 'x', verb: 'test', startedAt: now.toISOString(), instances: [] });
  await writeFile(folders.evidence, 'a file where the folder would be');
  const recorder = recordEvents(store);

  for (const event of makeDemoRun()) recorder.on(event);

  await expect(recorder.close()).rejects.toMatchObject({ code: 'EVIDENCE_LOST' });
  expect((await store.runs().list()).map(({ runId }) => runId)).toContain('01KBDEMO');
});
