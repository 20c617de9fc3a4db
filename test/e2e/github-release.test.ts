import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../root.ts';
import { actScene } from '../support/act-scene.ts';

const CHANGELOG = '# Changelog\n\n## [0.3.0] - 2026-12-01\n\n- one thing\n\n## [0.2.0]\n\n- another\n';

/** A small package with the real workflow and the real script: the checks of ours take minutes. */
async function release(version: string) {
  const manifest = { name: 'saltern', version, type: 'module', scripts: { check: 'echo checked' }, files: ['dist'] };
  const lock = { name: 'saltern', version, lockfileVersion: 3, packages: { '': { name: 'saltern', version } } };
  const copies = ['.github/workflows/release.yml', 'action/release-notes.ts', 'action/find-notes.ts'];
  const texts = await Promise.all(copies.map((path) => readFile(join(ROOT, path), 'utf8')));
  return await actScene({
    ...Object.fromEntries(copies.map((path, at) => [path, texts[at] ?? ''])),
    'package.json': JSON.stringify(manifest),
    'package-lock.json': JSON.stringify(lock),
    'CHANGELOG.md': CHANGELOG,
    'dist/saltern.cjs': '#!/usr/bin/env node\n',
  });
}

it('a release is checked, packed with notes and checksums, and published but for the last step', async () => {
  await using scene = await release('0.3.0');

  const { isSuccess, log } = await scene.run({ name: 'workflow_dispatch', payload: { inputs: { tag: 'v0.3.0' } } });
  const folder = join(scene.store, 'artifacts/release');

  expect(isSuccess, log).toBe(true);
  expect((await readdir(folder)).toSorted()).toEqual(['NOTES.md', 'SHA256SUMS', 'saltern-0.3.0.tgz']);
  expect(await readFile(join(folder, 'NOTES.md'), 'utf8')).toBe('- one thing\n');
  expect(await readFile(join(folder, 'SHA256SUMS'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}saltern-0\.3\.0\.tgz\n$/);
  expect(log).toContain('checked');
  expect(log).toMatch(/\+ saltern@0\.3\.0/);
  expect(log).toMatch(/dry-run/);
  expect(log).not.toContain('gh release');
});

it('a tag that does not fit the package is not published, and it is said why', async () => {
  await using scene = await release('0.3.0');

  const { isSuccess, log } = await scene.run({ name: 'workflow_dispatch', payload: { inputs: { tag: 'v0.2.0' } } });

  expect(isSuccess).toBe(false);
  expect(log).toContain("the tag is of '0.2.0', and package.json of '0.3.0'");
  expect(await readdir(scene.store)).toEqual([]);
});
