import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { snapshotScene, type SnapshotScene } from '../../support/snapshot-scene.ts';

const KEY = 'RPM-GPG-KEY-base';
const SIGNATURE = 'repodata/repomd.xml.asc';

/** A signed mirror of which a snapshot was taken. */
async function signedScene(): Promise<SnapshotScene & { readonly at: (path: string) => string }> {
  const scene = snapshotScene();
  const others = { [KEY]: 'key 1', [SIGNATURE]: 'signature 1', '.treeinfo': 'tree 1' };
  await scene.mirror('base', { packages: [{ name: 'alpha' }], others });
  await scene.take();
  return { ...scene, at: (path) => join(scene.root, 'base-latest', path) };
}

it.each([
  ['a changed key', KEY, 'key 2', `changed  signing key ${KEY}`],
  ['a changed signature', SIGNATURE, 'signature 2', `changed  signature ${SIGNATURE}`],
  ['a new key', 'RPM-GPG-KEY-next', 'key 2', 'added   signing key RPM-GPG-KEY-next'],
  ['a key that is gone', KEY, undefined, `removed  signing key ${KEY}`],
])('%s alone makes a snapshot, and is shown as what it is', async (_, path, text, shown) => {
  using scene = await signedScene();
  if (text === undefined) rmSync(scene.at(path));
  else writeFileSync(scene.at(path), text);

  const taken = await scene.take();
  const again = await scene.take();
  const [first = ''] = (await scene.saltern('snapshot', 'list')).stdout
    .split('\n')
    .slice(2)
    .map((line) => line.split(' ')[0]);
  const diff = await scene.saltern('snapshot', 'diff', first, 'latest');

  expect(taken.created).toBe(true);
  expect(again.created).toBe(false);
  expect(diff.stdout).toContain(shown);
});

it('a file beside that is neither key nor signature makes no snapshot', async () => {
  using scene = await signedScene();
  writeFileSync(scene.at('.treeinfo'), 'tree 2');

  expect((await scene.take()).created).toBe(false);
});
