import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { loadPrepared } from '../../drivers/docker/carry-prepared.ts';
import type { Engine } from '../../drivers/docker/engine.ts';

const OWN = `saltern/prepared:${'0a'.repeat(16)}`;
const own = JSON.stringify([{ Config: 'c.json', RepoTags: [OWN], Layers: [] }]);
const { signal } = new AbortController();

type Member = readonly [name: string, content: string];

/** What the engine got, for one that would take anything. */
async function load(members: readonly Member[] | Buffer): Promise<{ loads: number; code: string | undefined }> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'saltern-carried-'));
  const file = join(folder.path, 'docker.tar');
  await writeFile(file, Buffer.isBuffer(members) ? members : await packMembers(members));
  let loads = 0;
  const ask = () => {
    loads += 1;
    return Promise.resolve(Readable.from(['{"stream":"Loaded image"}\n']));
  };
  const engine = { ask } as unknown as Engine;
  const code = await loadPrepared(engine, file, { signal }).then(
    () => undefined,
    (error: { code?: string }) => error.code ?? 'none',
  );
  return { loads, code };
}

async function packMembers(members: readonly Member[]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of members) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}

it('what `cache save` wrote is taken in', async () => {
  expect(await load([['manifest.json', own]])).toEqual({ loads: 1, code: undefined });
});

it.each<[string, readonly Member[] | Buffer]>([
  ['an image with the name of a base', [['manifest.json', '[{"RepoTags":["quay.io/centos/centos:stream9"]}]']]],
  ['one among ours', [['manifest.json', `[{"RepoTags":["${OWN}","debian:13"]}]`]]],
  ['ours of another registry', [['manifest.json', `[{"RepoTags":["evil.example/${OWN}"]}]`]]],
  ['a name that only begins like ours', [['manifest.json', `[{"RepoTags":["${OWN}0"]}]`]]],
  [
    'a name in a second list of the same name',
    [
      ['manifest.json', own],
      ['manifest.json', '[{"RepoTags":["a:b"]}]'],
    ],
  ],
  [
    'a second list whose path says the same otherwise',
    [
      ['manifest.json', own],
      ['./manifest.json', own],
    ],
  ],
  [
    'a name in the list that newer engines read',
    [
      ['manifest.json', own],
      ['index.json', index('docker.io/library/debian:13')],
    ],
  ],
  [
    'a name in the list that old engines read',
    [
      ['manifest.json', own],
      ['repositories', '{"debian":{"13":"abc"}}'],
    ],
  ],
  ['no list at all', [['layer.tar', 'x']]],
  ['a list that is none', [['manifest.json', '{"RepoTags":[]}']]],
  ['a list without end', [['manifest.json', ' '.repeat(2 ** 20)]]],
  [
    'members named like parts of every object',
    [
      ['__proto__', '1'],
      ['constructor', '['],
    ],
  ],
  ['no tar', Buffer.from('#!/bin/sh\n'.repeat(200))],
  ['nothing', Buffer.alloc(0)],
])('a kept file with %s is refused whole, and the engine never sees it', async (_, members) => {
  expect(await load(members)).toEqual({ loads: 0, code: 'CACHE_DAMAGED' });
});

function index(name: string): string {
  return JSON.stringify({ manifests: [{ annotations: { 'io.containerd.image.name': name } }] });
}
