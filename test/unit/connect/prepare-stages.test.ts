import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { takeLock } from '../../../src/base/lock/take-lock.ts';
import { shareWork } from '../../../src/base/wait/share-work.ts';
import { prepareStages, type StagePreparation } from '../../../src/connect/prepare-stages.ts';

it('makes each stage on what the one below made, and says which is the last', async () => {
  const store = pretendedStore();

  const result = await prepare(store, ['boot', 'salt', 'snapshot']);

  expect(result).toEqual({ made: 'made snapshot', built: true });
  expect(store.builds).toEqual(['boot on nothing', 'salt on made boot', 'snapshot on made salt, last']);
  expect(store.used).toEqual(['boot', 'salt', 'snapshot']);
});

it('makes only what is missing on top of what is there', async () => {
  const store = pretendedStore({ boot: 'old boot', salt: 'old salt' });

  const result = await prepare(store, ['boot', 'salt', 'snapshot']);

  expect(result).toEqual({ made: 'made snapshot', built: true });
  expect(store.builds).toEqual(['snapshot on old salt, last']);
});

it('looks no further when the last is there, and notes that all were wanted', async () => {
  const store = pretendedStore({ snapshot: 'old snapshot' });

  const result = await prepare(store, ['salt', 'snapshot']);

  expect(result).toEqual({ made: 'old snapshot', built: false });
  expect(store.builds).toEqual([]);
  expect(store.used).toEqual(['salt', 'snapshot']);
});

it('gives nothing where there are no stages', async () => {
  expect(await prepare(pretendedStore(), [])).toBeUndefined();
});

it('makes a stage once for all instances of a process that want it at the same time', async () => {
  const store = pretendedStore();

  const results = await Promise.all([1, 2, 3].map(() => prepare(store, ['salt', 'snapshot'])));

  expect(new Set(results.map((one) => one?.made))).toEqual(new Set(['made snapshot']));
  expect(store.builds).toHaveLength(2);
});

it('waits for another process that makes it, says so once, and takes what that made', async () => {
  const store = pretendedStore();
  const told: string[] = [];
  const lock = await takeLock(store.lock('salt'));

  const preparing = prepare(store, ['salt'], (text) => told.push(text));
  await expect.poll(() => told).toEqual(['waiting for salt']);
  store.made.set('salt', 'theirs');
  lock?.[Symbol.dispose]();

  expect(await preparing).toEqual({ made: 'theirs', built: false });
  expect(store.builds).toEqual([]);
});

interface PretendedStore extends Omit<StagePreparation<string, string>, 'stages'> {
  readonly made: Map<string, string>;
  readonly builds: string[];
  readonly used: string[];
}

function pretendedStore(there: Readonly<Record<string, string>> = {}): PretendedStore {
  const directory = mkdtempSync(join(tmpdir(), 'saltern-stages-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const made = new Map(Object.entries(there));
  const builds: string[] = [];
  const used: string[] = [];
  return {
    made,
    builds,
    used,
    shared: shareWork(),
    find: (key) => Promise.resolve(made.get(key)),
    build({ stage, key }, { parent, isLast }) {
      builds.push(`${stage} on ${parent ?? 'nothing'}${isLast ? ', last' : ''}`);
      made.set(key, `made ${stage}`);
      return Promise.resolve(`made ${stage}`);
    },
    lock: (key) => ({ directory, key }),
    noteUse: (key) => Promise.resolve(void used.push(key)),
    waiting: (stage) => `waiting for ${stage}`,
  };
}

async function prepare(store: PretendedStore, names: readonly string[], progress = (_text: string): void => undefined) {
  const stages = names.map((name) => ({ stage: name, key: name }));
  return await prepareStages({ ...store, stages }, { signal: new AbortController().signal, progress });
}
