import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Pulp } from '../../src/base/pulp/open-pulp.ts';
import type { Source } from '../../src/contract/source.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { attackScene } from '../support/attack-scene.ts';
import { namedPulp, sharedPulp } from '../support/pulp-scene.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';
import { fillPulp, type MirroredRepository, talkTo } from '../testbed/pulp/fill-pulp.ts';

const { signal } = new AbortController();

let folder: string;
let repository: MirroredRepository;
let pulp: Pulp;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-pulp-'));
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.5' }]);
  const [made] = await fillPulp(sharedPulp(), { [`base-${randomUUID()}`]: join(folder, 'base-latest') });
  if (made === undefined) throw new Error('no repository');
  repository = made;
  pulp = await talkTo(sharedPulp());
});
afterEach(async () => await rm(folder, { recursive: true }));

const open = async (more: Readonly<Record<string, unknown>>, variables = {}): Promise<Source> => {
  const { config, environment } = namedPulp(sharedPulp());
  return await openSource(
    { name: 'pulp', config: { ...config, repositories: { base: repository.name }, ...more } },
    { root: folder, environment: { ...environment, ...variables } },
  );
};

describe('a repository that is read behind a content guard', () => {
  it('of a header needs that header', async () => {
    const name = `guard-${randomUUID()}`;
    const body = { name, header_name: 'x-organization', header_value: 'ops' };
    await pulp.change({ method: 'POST', path: 'contentguards/core/header/', body, signal });
    const header = { header: { name: 'x-organization', 'value-env': 'ORGANIZATION' } };
    const refused = { code: 'SNAPSHOT_SOURCE', hint: expect.stringContaining('content guard') };

    const without = await open({ guard: name });
    const wrong = await open({ guard: name, ...header }, { ORGANIZATION: 'others' });
    const right = await open({ guard: name, ...header }, { ORGANIZATION: 'ops' });

    await expect(without.metadataDigest('base', { signal })).rejects.toMatchObject(refused);
    await expect(wrong.metadataDigest('base', { signal })).rejects.toMatchObject(refused);
    expect(await right.metadataDigest('base', { signal })).toMatch(/^sha256:/);
  });

  it('of roles needs user and password', async () => {
    const name = `guard-${randomUUID()}`;
    await pulp.change({ method: 'POST', path: 'contentguards/core/rbac/', body: { name }, signal });

    const source = await open({ guard: name });

    expect(await source.metadataDigest('base', { signal })).toMatch(/^sha256:/);
  });

  it('that is not there is named', async () => {
    const source = await open({ guard: 'developmnet' });

    await expect(source.metadataDigest('base', { signal })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringContaining("has no content guard 'developmnet'"),
    });
  });
});

it('is taken by the command line when its content changed, and only then', async () => {
  const { config, environment } = namedPulp(sharedPulp());
  const source = { pulp: { ...config, repositories: { base: repository.name } } };
  const snapshots = { root: 'mirror', source, repositories: { '*': ['base'] } };
  await using scene = await attackScene({ packages: [], more: { snapshots } });
  const create = () => scene.saltern(['snapshot', 'create', '--json'], { environment });

  const first = await create();
  const same = await create();
  await writeTinyRepository(folder, 'base', [{ name: 'chrony', version: '4.6' }]);
  await repository.sync();
  const next = await create();

  expect([first.code, same.code, next.code], first.stderr + next.stderr).toEqual([0, 0, 0]);
  const { id } = JSON.parse(next.stdout);
  const manifest = JSON.parse(scene.read(`mirror/snapshots/${id}/manifest.json`));
  expect(manifest.members[0]).toMatchObject({
    packages: [{ name: 'chrony', version: '4.6' }],
    origin: { source: 'pulp', ref: expect.stringMatching(/^\/pulp\/api\/v3\/publications\/rpm\/rpm\//) },
  });
  expect(JSON.parse(same.stdout).id).toBe(JSON.parse(first.stdout).id);
});

it('says in one sentence that nobody is let in, and shows no password', async () => {
  const { config } = namedPulp(sharedPulp());
  const source = { pulp: { ...config, repositories: { base: repository.name } } };
  const snapshots = { root: 'mirror', source, repositories: { '*': ['base'] } };
  await using scene = await attackScene({ packages: [], more: { snapshots } });
  const environment = { PULP_USER: 'admin', PULP_PASSWORD: 'hunter2hunter2' };

  const { code, stderr } = await scene.saltern(['snapshot', 'create'], { environment });

  expect(code).toBe(2);
  expect(stderr).toContain('answered 401');
  expect(stderr).toContain("hint: Check 'user-env' and 'password-env'");
  expect(stderr).not.toContain('hunter2');
});
