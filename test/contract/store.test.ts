import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/contract/decision.ts';
import type { Evidence } from '../../src/contract/evidence.ts';
import { projectFolders } from '../../src/contract/project-folders.ts';
import type { InstanceVerdict, Remembered, RunRecord, Store, StoreOptions } from '../../src/contract/store.ts';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { STORES } from '../../src/store/index.ts';
import { auditEntry } from '../support/history-data.ts';
import { STORE_CASES } from './store-cases.ts';

const OLD = '20261122T013000';
const NEW = '20261123T013000';

const what = { formula: 'ops-ssh', suite: 'default', platform: 'centos-7' };

function run(runId: string, changes: Partial<RunRecord> = {}): RunRecord {
  const instances = [{ name: 'ops-ssh-default-centos-7', ...what }];
  return { version: 1, runId, verb: 'test', startedAt: '2026-11-23T02:00:00.000Z', instances, ...changes };
}

function result(changes: Partial<Evidence> = {}): Evidence {
  return {
    version: 1,
    runId: '20261123T020000-aaaa',
    instance: 'ops-ssh-default-centos-7',
    ...what,
    outcome: 'pass',
    proved: { states: 2, checks: 1 },
    reasons: [],
    snapshot: { id: NEW, digest: 'sha256:n' },
    formulaDigest: 'sha256:f',
    suiteDigest: 'sha256:s',
    recipe: 'sha256:r',
    image: { reference: 'image', digest: 'sha256:i' },
    saltVersion: '3007.15',
    packages: ['chrony-4.5-1.x86_64'],
    startedAt: '2026-11-23T02:00:00.000Z',
    finishedAt: '2026-11-23T02:01:00.000Z',
    ...changes,
  };
}

/** What is weighed of a result: not the packages. */
function weighed({ packages: _packages, ...rest }: Evidence): Omit<Evidence, 'packages'> {
  return rest;
}

function entry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return auditEntry({
    to: { id: NEW, digest: 'sha256:n' },
    project: { digest: 'sha256:x', overlays: [{ file: 'ci.yml', digest: 'sha256:o' }], leftOut: [] },
    evidence: [
      { instance: 'ops-ssh-default-centos-7', kind: 'pass', runId: '20261123T020000-aaaa', digest: 'sha256:e' },
    ],
    ...changes,
  });
}

function verdict(instance: string, changes: Partial<InstanceVerdict> = {}): InstanceVerdict {
  return {
    instance,
    ...what,
    outcome: 'pass',
    runId: '20261123T020000-aaaa',
    at: '2026-11-23T02:00:00.000Z',
    snapshot: null,
    ...changes,
  };
}

function remembered(...verdicts: readonly InstanceVerdict[]): Remembered {
  return { verdicts, attempts: [] };
}

it('every store of the registry is held to the contract', () => {
  expect(STORE_CASES.map(({ name }) => name).toSorted()).toEqual(Object.keys(STORES).toSorted());
});

describe.each(STORE_CASES)('the store $name', ({ name, open }) => {
  let directory: string;
  let options: StoreOptions;
  let store: Store;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'saltern-store-'));
    options = {
      folders: projectFolders(join(directory, '.saltern')),
      root: openSnapshotRoot({ path: directory, signal: new AbortController().signal }),
    };
    store = await open(options);
  });
  afterEach(async () => {
    await store[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  it('says its name', () => {
    expect(store.name).toBe(name);
  });

  it('is empty where nothing was kept yet', async () => {
    expect(await store.runs().list()).toEqual([]);
    expect(await store.evidence().ofSnapshot(NEW)).toEqual({ evidence: [], damaged: [], lost: [] });
    expect(await store.evidence().newest()).toEqual([]);
    expect(await store.decisions().list()).toEqual([]);
    expect(await store.verdicts().read()).toEqual({ verdicts: [], attempts: [] });
  });

  it('gives what was kept to whoever opens it later', async () => {
    await store.runs().put(run('20261123T020000-aaaa'));
    await store.evidence().add(result());
    await store.decisions().put(entry());
    await store.verdicts().update(() => remembered(verdict('a')));

    await using other = await open(options);

    expect(await other.runs().list()).toEqual([run('20261123T020000-aaaa')]);
    expect((await other.evidence().ofSnapshot(NEW)).evidence).toMatchObject([{ ...weighed(result()), number: 1 }]);
    expect(await other.decisions().list()).toEqual([entry()]);
    expect(await other.verdicts().read()).toEqual(remembered(verdict('a')));
  });

  describe('runs', () => {
    it('come newest first, and no more than were asked for', async () => {
      const ids = ['20261122T020000-bbbb', '20261124T020000-aaaa', '20261123T020000-cccc'];
      for (const id of ids) await store.runs().put(run(id));

      const all = await store.runs().list();
      const two = await store.runs().list({ limit: 2 });

      expect(all.map(({ runId }) => runId)).toEqual([ids[1], ids[2], ids[0]]);
      expect(two).toEqual(all.slice(0, 2));
    });

    it('are kept from their start, and again when they have ended', async () => {
      const begun = run('20261123T020000-aaaa', { snapshot: NEW });
      const [instance] = begun.instances.map((one) => ({ ...one, outcome: 'fail' as const, durationMs: 3100 }));
      const ended: RunRecord = {
        ...begun,
        instances: instance === undefined ? [] : [instance],
        end: { outcome: 'fail', durationMs: 3200, interrupted: false },
      };
      await store.runs().put(begun);
      const first = await store.runs().list();

      await store.runs().put(ended);

      expect(first).toEqual([begun]);
      expect(await store.runs().list()).toEqual([ended]);
    });
  });

  describe('evidence', () => {
    it('gives the packages and the digest of one result, whether or not its snapshot is known', async () => {
      const other = result({
        runId: '20261123T030000-bbbb',
        packages: ['chrony-4.5-2.x86_64', 'sudo-1.9-1.x86_64'],
        base: { digest: 'sha256:b', beyond: ['chrony-4.5-2.x86_64 7'] },
      });
      for (const one of [result(), other]) await store.evidence().add(one);
      const evidence = store.evidence();

      expect(await evidence.packages(other.instance, other.runId)).toEqual(other.packages);
      expect(await evidence.packages(other.instance, other.runId, NEW)).toEqual(other.packages);
      expect(await evidence.packages(other.instance, other.runId, OLD)).toBeUndefined();
      expect(await evidence.packages(other.instance, '20261123T040000-cccc')).toBeUndefined();
      expect(await evidence.packages('ops-time-default-centos-7', other.runId)).toBeUndefined();
      expect(await evidence.base(other.instance, other.runId, NEW)).toEqual(other.base);
      expect(await evidence.base(result().instance, result().runId, NEW)).toBeNull();
      expect(await evidence.base(other.instance, '20261123T040000-cccc')).toBeUndefined();
      const kept = (await evidence.ofSnapshot(NEW)).evidence.find(({ runId }) => runId === other.runId);
      expect(await evidence.digest(other.instance, other.runId)).toBe(kept?.digest);
      expect(await evidence.digest(other.instance, '20261123T040000-cccc', NEW)).toBeUndefined();
    });

    it('is kept by snapshot, and apart where there was none', async () => {
      const other = result({ snapshot: { id: OLD, digest: 'sha256:o' } });
      const without = result({ snapshot: undefined });
      const derived = result({ snapshot: { id: `${NEW}.hold-chrony`, digest: 'sha256:h' } });
      for (const one of [result(), other, without, derived]) await store.evidence().add(one);

      const of = async (id: string | undefined) => (await store.evidence().ofSnapshot(id)).evidence;

      expect(await of(NEW)).toMatchObject([weighed(result())]);
      expect(await of(OLD)).toMatchObject([weighed(other)]);
      expect(await of(undefined)).toMatchObject([weighed(without)]);
      expect(await of(`${NEW}.hold-chrony`)).toMatchObject([weighed(derived)]);
    });

    it('of an earlier run that is kept later takes no place of a newer one', async () => {
      await store.evidence().add(result({ runId: '20261123T030000-aaaa' }));
      await store.evidence().add(result({ runId: '20261123T010000-aaaa', outcome: 'fail' }));

      const { evidence } = await store.evidence().ofSnapshot(NEW);

      expect(evidence.map(({ runId }) => runId).sort()).toEqual(['20261123T010000-aaaa', '20261123T030000-aaaa']);
    });

    it('is counted by instance in the order in which it was kept, whatever its times and its snapshot', async () => {
      const a = (changes: Partial<Evidence>) => store.evidence().add(result({ instance: 'a', ...changes }));
      await a({ runId: '20261123T030000-aaaa', finishedAt: '2026-11-23T03:00:00.000Z' });
      await a({ runId: '20261123T010000-aaaa', snapshot: { id: OLD, digest: 'sha256:o' } });
      await a({ runId: '20261123T020000-aaaa', finishedAt: '2026-11-23T02:00:00.000Z' });
      await store.evidence().add(result({ instance: 'b' }));

      const { evidence, lost } = await store.evidence().ofSnapshot(NEW);

      const counted = evidence.map(({ instance, number, runId }) => `${instance} ${number} ${runId}`);
      expect(counted.toSorted()).toEqual([
        'a 1 20261123T030000-aaaa',
        'a 3 20261123T020000-aaaa',
        'b 1 20261123T020000-aaaa',
      ]);
      expect(lost).toEqual([]);
      expect((await store.evidence().newest()).map(({ number }) => number)).toEqual([3, 1]);
    });

    it('of the same content is found under every id that it has, where that is asked for', async () => {
      const old = result({ snapshot: { id: OLD, digest: 'sha256:n' }, outcome: 'fail' });
      const other = result({ snapshot: { id: `${OLD}.other`, digest: 'sha256:o' } });
      for (const one of [old, other, result()]) await store.evidence().add(one);

      const alone = await store.evidence().ofSnapshot(NEW);
      const all = await store.evidence().ofSnapshot(NEW, 'sha256:n');

      expect(alone.evidence.map(({ outcome }) => outcome)).toEqual(['pass']);
      expect(all.evidence.map(({ outcome }) => outcome).toSorted()).toEqual(['fail', 'pass']);
    });

    it('has a digest of its record: the same for whoever asks, another for another result', async () => {
      for (const instance of ['a', 'b']) await store.evidence().add(result({ instance }));

      const digests = async () => (await store.evidence().newest()).map(({ digest }) => digest);

      const [a, b] = await digests();
      expect(a).toMatch(/^sha256:[0-9a-f]{64}$/);
      expect(b).not.toBe(a);
      expect(await digests()).toEqual([a, b]);
    });

    it('is known again as this very result, and no other', async () => {
      const evidence = store.evidence();
      await evidence.add(result());

      expect(await evidence.holds(result())).toBe(true);
      expect(await evidence.holds(result({ outcome: 'fail' }))).toBe(false);
      expect(await evidence.holds(result({ packages: [] }))).toBe(false);
      expect(await evidence.holds(result({ runId: '20261123T030000-bbbb' }))).toBeUndefined();
      expect(await evidence.holds(result({ instance: 'another' }))).toBeUndefined();
      expect(await evidence.holds(result({ snapshot: undefined }))).toBeUndefined();
      await expect(evidence.holds(result({ instance: '../another' }))).rejects.toMatchObject({ code: 'USAGE' });
    });

    it('of several at once is all there', async () => {
      const results = Array.from({ length: 20 }, (_, index) => result({ instance: `instance-${index}` }));

      await Promise.all(results.map((one) => store.evidence().add(one)));

      expect((await store.evidence().ofSnapshot(NEW)).evidence).toHaveLength(20);
    });

    it('has a newest of each instance, on whatever snapshot it ran', async () => {
      const a = (runId: string, id: string) => result({ instance: 'a', runId, snapshot: { id, digest: 'sha256:d' } });
      const newestOfA = a('20261124T020000-aaaa', OLD);
      const onlyOfB = result({ instance: 'b', snapshot: undefined });
      for (const one of [a('20261123T020000-aaaa', NEW), newestOfA, onlyOfB]) await store.evidence().add(one);

      expect(await store.evidence().newest()).toMatchObject([weighed(newestOfA), weighed(onlyOfB)]);
    });
  });

  describe('decisions', () => {
    it('come in the order in which they were made', async () => {
      const second = entry({ at: '2026-11-23T07:00:00.000Z', action: 'promote', result: 'promoted', from: OLD });
      await store.decisions().put(entry());
      await store.decisions().put(second);

      expect(await store.decisions().list()).toEqual([entry(), second]);
    });

    it('are kept once, however often they are told, and whoever logged them', async () => {
      await options.root?.appendAudit(entry());

      await Promise.all([1, 2, 3].map(() => store.decisions().put(entry())));

      expect(await store.decisions().list()).toEqual([entry()]);
    });
  });

  describe('verdicts', () => {
    it('are what the last change made of them', async () => {
      await store.verdicts().update(() => remembered(verdict('a'), verdict('b')));

      const given = await store.verdicts().update(({ verdicts: [first] }) => {
        const failed = verdict('b', { outcome: 'fail', snapshot: NEW });
        return remembered(failed, ...(first === undefined ? [] : [first]));
      });

      expect(given).toEqual(remembered(verdict('b', { outcome: 'fail', snapshot: NEW }), verdict('a')));
      expect(await store.verdicts().read()).toEqual(given);
    });

    it('come with all that is known of them, and with the attempts that gave none', async () => {
      const origin = { runId: '20261122T020000-aaaa', at: '2026-11-22T02:00:00.000Z', snapshot: NEW };
      const parts = { formula: 'f', suite: 's', recipe: 'r', snapshot: '' };
      const red = verdict('a', {
        outcome: 'fail',
        hasNoChecks: true,
        content: 'sha256:c',
        parts,
        since: { runId: '20261124T020000-aaaa', at: '2026-11-24T02:00:00.000Z', reason: 'no engine' },
        took: { ms: 3100, phases: [['converge', 2100]] },
        why: ['check service sshd', '  check  service sshd'],
        redSince: origin,
        lastPass: { ...origin, parts },
      });
      const attempt = { instance: 'b', runId: origin.runId, at: origin.at };
      const given = { verdicts: [red], attempts: [attempt, { ...attempt, instance: 'c', isInterrupted: true }] };

      await store.verdicts().update(() => given);

      expect(await store.verdicts().read()).toEqual(given);
    });

    it('of several at once lose nothing of each other, and are published in turn', async () => {
      const published: number[] = [];
      const stores = await Promise.all([1, 2, 3, 4].map(() => open(options)));

      await Promise.all(
        stores.map((one, index) =>
          one.verdicts().update(
            ({ verdicts }) => remembered(...verdicts, verdict(`instance-${index}`)),
            async ({ verdicts }) => void published.push(verdicts.length),
          ),
        ),
      );

      expect(published).toEqual([1, 2, 3, 4]);
      expect((await store.verdicts().read()).verdicts).toHaveLength(4);
      await Promise.all(stores.map((one) => one[Symbol.asyncDispose]()));
    });

    it('stay as they were when they cannot be published in the end, and free for the next', async () => {
      const publishing = store.verdicts().update(
        () => remembered(verdict('a')),
        () => Promise.reject(new Error('no')),
      );
      await expect(publishing).rejects.toThrow('no');

      const next = await store.verdicts().update(({ verdicts }) => remembered(...verdicts, verdict('b')));

      expect(next.verdicts).toHaveLength(2);
    });
  });
});
