import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openScene, promoteIn, writeSnapshots } from '../support/promote-scene.ts';
import { openRegistryScene } from '../support/registry-scene.ts';

const [A, B] = ['20261122T013000', '20261123T013000'] as const;

it.each([
  ['before saltern writes it', 'GET', /db\/manifests\/sha256:/],
  ['after saltern has written it', 'PUT', /db\/manifests\/stable$/],
] as const)('a tag that somebody else moves %s stays theirs, and the other goes back', async (_, method, path) => {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-images-'));
  await using registry = await openRegistryScene(folder);
  const { reference, environment } = registry;
  const images = ['app', 'db'].map((name) => ({
    from: reference(`${name}:candidate`),
    to: reference(`${name}:stable`),
  }));
  const scene = { root: join(folder, 'root'), targets: [{ name: 'images', config: images }], environment };
  const read = () => Promise.all(['app:stable', 'db:stable'].map((name) => registry.pull(name)));
  await writeSnapshots(scene.root, [A, B]);
  for (const id of [A, B]) {
    for (const name of ['app:candidate', 'db:candidate']) await registry.push(name, id);
    if (id === A) await promoteIn(scene, A);
  }
  let isDue = false;
  registry.onRequest = async (asked, at) => {
    if (isDue && asked === 'GET') {
      registry.onRequest = () => undefined;
      await registry.push('db:stable', 'theirs');
    }
    isDue ||= asked === method && path.test(at);
  };

  await expect(promoteIn(scene, B)).rejects.toMatchObject({
    code: 'TARGET_FAILED',
    message: expect.stringMatching(/somebody moved '[^']*db:stable' meanwhile; it is sha256:/),
  });
  const [left, at] = [await read(), await (await openScene(scene)).root.readChannel('stable')];
  await promoteIn(scene, B);

  expect([left, at, await read()]).toEqual([[A, 'theirs'], A, [B, B]]);
  await rm(folder, { recursive: true });
});
