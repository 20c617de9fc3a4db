import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freezeTree } from '../../../../src/snapshot/root/freeze-tree.ts';
import { removeTree } from '../../../../src/snapshot/root/remove-tree.ts';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'saltern-freeze-')), 'snapshot');
});
afterEach(async () => {
  await removeTree(folder);
  await rm(join(folder, '..'), { recursive: true });
});

it('every folder of a snapshot becomes read-only, also those that hold nothing but folders', async () => {
  const holding = ['base/Packages/a', 'base/Packages/b', 'base/repodata', 'extra/x/y/z'].map((path) =>
    join(folder, path),
  );
  for (const path of holding) await mkdir(path, { recursive: true });
  await writeFile(join(folder, 'manifest.json'), '{}');

  await freezeTree(folder, holding);

  const all = ['', 'base', 'base/Packages', 'base/Packages/a', 'base/Packages/b', 'base/repodata', 'extra', 'extra/x'];
  const stats = await Promise.all([...all, 'extra/x/y', 'extra/x/y/z'].map((path) => stat(join(folder, path))));
  expect(new Set(stats.map(({ mode }) => (mode & 0o777).toString(8)))).toEqual(new Set(['555']));
  expect(stats).toHaveLength(10);
});
