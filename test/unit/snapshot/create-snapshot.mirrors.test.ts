import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { snapshotScene, type SnapshotScene } from '../../support/snapshot-scene.ts';

/** A folder of mirrors with one mirror. */
async function mirrorScene(): Promise<SnapshotScene> {
  const scene = snapshotScene();
  await scene.mirror('base', { packages: [{ name: 'alpha' }] });
  return scene;
}

it('a file, or what a copying tool hides, is no mirror and stands in the way of none', async () => {
  using scene = await mirrorScene();
  writeFileSync(join(scene.root, 'notes-latest'), '');
  mkdirSync(join(scene.root, '.base-latest'));

  const { code, stdout } = await scene.saltern('snapshot', 'create', '--json');

  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ members: { base: 1 } });
});

it('a mirror that leads nowhere is an error, not a mirror less', async () => {
  using scene = await mirrorScene();
  symlinkSync(join(scene.root, 'gone'), join(scene.root, 'extras-latest'));

  const said = await scene.saltern('snapshot', 'create');

  expect(said).toMatchObject({ code: 2, stderr: expect.stringContaining("extras-latest' is not a repository") });
});

it('a name that no member can have is told with where it is and what a name may be', async () => {
  using scene = await mirrorScene();
  mkdirSync(join(scene.root, 'old copy-latest'));

  const { code, stderr } = await scene.saltern('snapshot', 'create');

  expect(code).toBe(2);
  expect(stderr).toContain(
    `'old copy' of '${scene.root}' cannot be the name of a snapshot's member\n  hint: A name is of`,
  );
});

it('a mirror that is there no more is told, once, with the snapshot that does not have it', async () => {
  using scene = await mirrorScene();
  await scene.mirror('extras', { packages: [{ name: 'beta' }] });
  await scene.take();
  rmSync(join(scene.root, 'extras-latest'), { recursive: true });

  const said = await scene.saltern('snapshot', 'create');
  const again = await scene.saltern('snapshot', 'create');
  const named = await scene.saltern('snapshot', 'create', 'base');

  const told = `'${scene.root}' has no 'extras' any more: the new snapshot is without it`;
  expect(said).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
  expect([again, named].map(({ stderr }) => stderr)).toEqual(['', '']);
});

it('a key whose name is two lines, of which a digest would be made, is refused', async () => {
  using scene = snapshotScene();
  await scene.mirror('base', { packages: [{ name: 'alpha' }], others: { 'RPM-GPG-KEY-a\nkey\tRPM-GPG-KEY-b': 'key' } });

  const { code, stderr } = await scene.saltern('snapshot', 'create');

  expect(code).toBe(2);
  expect(stderr).toContain('holds a control character');
});

it('metadata that no new run of the mirror tool mends has a hint of its own', async () => {
  using scene = snapshotScene();
  const sent = '<location xml:base="http://elsewhere.example/" href=';
  await scene.mirror('base', {
    packages: [{ name: 'alpha' }],
    edit: (primary) => primary.replace('<location href=', sent),
  });

  const { code, stderr } = await scene.saltern('snapshot', 'create');

  expect(code).toBe(2);
  expect(stderr).toMatch(
    /sends clients to 'http:\/\/elsewhere\.example\/'.*\n  hint: Have its metadata made without a base/,
  );
});
