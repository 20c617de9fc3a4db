import { appendFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  createSnapshot,
  type CreatedSnapshot,
  type CreateSnapshotOptions,
} from '../../src/snapshot/create-snapshot.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { verifySnapshot } from '../../src/snapshot/verify-snapshot.ts';
import { findMatching, flipByte, frozen, removeMatching } from '../support/damage-files.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

const { signal } = new AbortController();

/** Two repositories, and the next night's of one of them. */
let template: string;
beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), 'saltern-template-'));
  await writeTinyRepository(template, 'base9', [{ name: 'chrony', version: '4.5' }]);
  await writeTinyRepository(template, 'extras9', [{ name: 'tree' }, { name: 'cowsay' }]);
  await writeTinyRepository(template, 'next', [{ name: 'chrony', version: '4.6' }]);
});
afterAll(() => rm(template, { recursive: true }));

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-stale-'));
  for (const name of ['base9', 'extras9'])
    await cp(join(template, `${name}-latest`), mirror(name), { recursive: true });
});
afterEach(() => removeTree(root));

function mirror(name: string, ...path: readonly string[]): string {
  return join(root, `${name}-latest`, ...path);
}

async function take(day: number, changes: Partial<CreateSnapshotOptions> = {}): Promise<CreatedSnapshot> {
  const source = await openSource({ name: 'mirror', config: {} }, { root });
  const now = new Date(Date.UTC(2026, 10, day, 1, 30));
  return createSnapshot({ root, source, now, signal, progress: () => {}, members: ['base9', 'extras9'], ...changes });
}

async function moveBase(): Promise<void> {
  await rm(mirror('base9'), { recursive: true });
  await cp(join(template, 'next-latest'), mirror('base9'), { recursive: true });
}

it.each<[string, () => Promise<unknown>, RegExp]>([
  ['lacks a package', () => removeMatching(mirror('extras9', 'Packages'), /^tree/), /tree\S+' is missing/],
  [
    'has a package with other bytes',
    async () => flipByte(await findMatching(mirror('extras9', 'Packages'), /^cowsay/)),
    /cowsay\S+' is damaged/,
  ],
  [
    'lacks metadata',
    () => removeMatching(mirror('extras9', 'repodata'), /filelists\.xml/),
    /lacks 'repodata\/\S+filelists\.xml\.gz'/,
  ],
  ['is gone', () => rm(mirror('extras9'), { recursive: true }), /is not a repository/],
])('a repository that %s is never mixed into a snapshot: the last good one is there whole', async (_, damage, why) => {
  const first = await take(22);
  await moveBase();
  // New metadata, so that it is looked at.
  appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
  await damage();

  const { created, manifest, stale } = await take(23);

  expect([created, stale]).toEqual([
    true,
    [{ name: 'extras9', since: '2026-11-22T01:30:00.000Z', why: expect.stringMatching(why) }],
  ]);
  const [before, after] = [first.manifest, manifest].map((one) => one.members.find(({ name }) => name === 'extras9'));
  expect(after).toEqual({ ...before, stale: { since: stale[0]?.since, why: stale[0]?.why } });
  await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
});

it('a repository that never stops moving does not hold up the others', async () => {
  await take(22);
  await moveBase();
  appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
  const progress: CreateSnapshotOptions['progress'] = (step) => {
    if (step.kind === 'metadata') appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
    if (step.kind === 'files') appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
  };

  const { created, stale } = await take(23, { progress });

  expect([created, stale]).toEqual([
    true,
    [{ name: 'extras9', since: expect.any(String), why: expect.stringContaining('changed each of the 3 times') }],
  ]);
});

it('what stood in once stands in again with its true age, and has no part in the digest', async () => {
  const first = await take(22);
  await moveBase();
  await removeMatching(mirror('extras9', 'Packages'), /^tree/);
  appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
  const second = await take(23);
  await rm(mirror('base9'), { recursive: true });
  await cp(join(template, 'base9-latest'), mirror('base9'), { recursive: true });

  const third = await take(24);

  expect(second.stale[0]?.since).toBe('2026-11-22T01:30:00.000Z');
  expect([third.created, third.stale]).toEqual([true, second.stale]);
  expect(third.manifest.digest).toBe(first.manifest.digest);
});

it('a damaged snapshot stands in for nothing', async () => {
  const { manifest } = await take(22);
  await moveBase();
  await removeMatching(mirror('extras9', 'repodata'), /primary\.xml/);
  appendFileSync(mirror('extras9', 'repodata/repomd.xml'), '\n');
  const member = join(root, 'snapshots', manifest.id, 'extras9');
  await frozen.append(await findMatching(join(member, 'repodata'), /primary\.xml/));

  await expect(take(23)).rejects.toMatchObject({
    code: 'SNAPSHOT_SOURCE',
    message: expect.stringMatching(/primary\.xml\.gz'/),
  });
});
