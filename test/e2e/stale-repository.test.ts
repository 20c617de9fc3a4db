import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AttackScene, attackScene } from '../support/attack-scene.ts';
import { type RepositoryServer, repositoryServer } from '../support/repository-server.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';

let folder: string;
let server: RepositoryServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-stale-'));
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.5' }]);
  await writeTinyRepository(folder, 'extras', [{ name: 'tree' }]);
  server = await repositoryServer(folder);
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

function open(stale?: string): Promise<AttackScene> {
  const url = (name: string): string => `${server.url}/${name}-latest/`;
  const source = { http: { repositories: { base: url('base'), extras: url('extras') } } };
  const snapshots = { root: 'mirror', repositories: { '*': ['base', 'extras'] }, source };
  return attackScene({
    packages: [{ name: 'unused' }],
    more: { snapshots: stale === undefined ? snapshots : { ...snapshots, stale } },
  });
}

const FIRST = Date.parse('2026-11-22T01:30:00Z');
const DAY = 86_400_000;

it('one repository that is gone does not hold up the others: its last good one stands in, and everybody says so', async () => {
  await using scene = await open();
  const first = await scene.saltern(['snapshot', 'create'], { at: FIRST });
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.6' }]);
  await rename(join(folder, 'extras-latest'), join(folder, 'away'));
  const stale = `repository extras is stale, of 2026-11-22 01:30: '${server.url}/extras-latest/' is not a repository: 'repodata/repomd.xml' of 'extras' is missing`;

  const second = await scene.saltern(['snapshot', 'create'], { at: FIRST + DAY });
  const third = await scene.saltern(['snapshot', 'create'], { at: FIRST + 2 * DAY });
  const [list, show, check] = [
    await scene.saltern(['snapshot', 'list']),
    await scene.saltern(['snapshot', 'show', 'latest']),
    await scene.saltern(['gate', 'check'], { at: FIRST + 2 * DAY }),
  ];
  const night = await scene.saltern(['nightly'], { at: FIRST + 2 * DAY });

  expect(first.stdout).toMatch(/^created 20261122T013000 {2}base 1, extras 1 /);
  expect([second.code, second.stdout]).toEqual([
    0,
    expect.stringMatching(/^created 20261123T013000 {2}base 1, extras 1 /),
  ]);
  expect(third.stdout).toMatch(/^nothing changed since 20261123T013000 /);
  for (const { stdout } of [second, third, show, check, night]) expect(stdout).toContain(stale);
  expect(
    list.stdout
      .split('\n')
      .map((line) => line.trim().split(/ +/).at(-1))
      .slice(0, 3),
  ).toEqual(['STALE', 'extras', expect.stringMatching(/^sha256:/)]);
  expect((await scene.saltern(['snapshot', 'show', '--json'])).stdout).toContain('"since": "2026-11-22T01:30:00.000Z"');
});

it('a repository that comes back with other packages is fresh again', async () => {
  await using scene = await open();
  await scene.saltern(['snapshot', 'create'], { at: FIRST });
  await rename(join(folder, 'extras-latest'), join(folder, 'away'));
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.6' }]);
  await scene.saltern(['snapshot', 'create'], { at: FIRST + DAY });
  await writeTinyRepository(folder, 'extras', [{ name: 'tree', version: '2.0' }]);

  const { stdout } = await scene.saltern(['snapshot', 'create'], { at: FIRST + 2 * DAY });

  expect(stdout).toMatch(/^created 20261124T013000 /);
  expect(stdout).not.toContain('stale');
});

it('nothing stands in where it never was there, where nothing else can be taken, or where the project refuses', async () => {
  await using scene = await open();
  await rename(join(folder, 'extras-latest'), join(folder, 'away'));
  const never = await scene.saltern(['snapshot', 'create'], { at: FIRST });
  await rename(join(folder, 'away'), join(folder, 'extras-latest'));
  await scene.saltern(['snapshot', 'create'], { at: FIRST });
  await rename(join(folder, 'extras-latest'), join(folder, 'away'));
  await using strict = await open('refuse');
  await rename(join(folder, 'away'), join(folder, 'extras-latest'));
  await strict.saltern(['snapshot', 'create'], { at: FIRST });
  await rename(join(folder, 'extras-latest'), join(folder, 'away'));
  const refused = await strict.saltern(['snapshot', 'create'], { at: FIRST + DAY });
  server.trick = (_, response) => {
    response.writeHead(404).end();
    return true;
  };
  const nothing = await scene.saltern(['snapshot', 'create'], { at: FIRST + DAY });

  for (const { code, stderr } of [never, refused, nothing])
    expect([code, stderr]).toEqual([2, expect.stringContaining('is not a repository')]);
});
