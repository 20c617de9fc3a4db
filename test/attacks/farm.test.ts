import { hash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { admitResult } from '../../src/app/farm/admit-result.ts';
import { openContentCache } from '../../src/app/farm/content-cache.ts';
import { sharedFolder } from '../../src/app/farm/content-door.ts';
import { isArtifactName, keepArtifact } from '../../src/app/farm/keep-artifact.ts';
import { verifySnapshotUse } from '../../src/app/farm/verify-snapshot-use.ts';
import { packTar } from '../../src/base/tar/pack-tar.ts';
import { unpackTar } from '../../src/base/tar/unpack-tar.ts';
import type { Evidence } from '../../src/contract/evidence.ts';
import type { InstancePlan, SnapshotUse } from '../../src/contract/plan.ts';
import type { InstanceResult } from '../../src/contract/result.ts';
import { decodeContent, encodeContent } from '../../src/farm/pack/content-code.ts';
import { unmarkContent } from '../../src/farm/pack/content-words.ts';
import { placeContent } from '../../src/farm/pack/portable-plan.ts';
import { readPlan } from '../../src/farm/pack/read-plan.ts';
import { isEventOf } from '../../src/farm/pack/event-form.ts';
import { snapshotDigest } from '../../src/snapshot/member/content-digest.ts';
import { fileServer } from '../support/file-server.ts';
import { examplePlan } from '../support/example-plan.ts';

const KEY = Buffer.alloc(32, 5);
const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'saltern-farm-'));
const digestOf = (bytes: Uint8Array): string => `sha256:${hash('sha256', bytes)}`;

describe('content that is not what a job names', () => {
  const content = Buffer.from('content');
  const plain = encodeContent('trees', content, undefined);
  const sealed = encodeContent('trees', content, KEY);
  const bomb = zstdCompressSync(Buffer.alloc(1_100_000_000));
  const named = (bytes: Uint8Array) => ({ ref: { digest: digestOf(bytes), bytes: bytes.length }, bytes });

  it.each([
    [
      'other bytes than its digest says',
      { ...plain, bytes: Buffer.from('others') },
      undefined,
      /is not what the job names/u,
    ],
    ['bytes that are not packed', named(Buffer.from('not zstd at all')), undefined, /cannot be unpacked/u],
    ['bytes that unfold without end', named(bomb), undefined, /cannot be unpacked/u],
    ['sealed bytes where there is no key', sealed, undefined, /is sealed, and this machine has no key/u],
    ['open bytes where there is a key', plain, KEY, /is not sealed, and this machine takes only what is/u],
    ['bytes sealed with another key', sealed, Buffer.alloc(32, 6), /was sealed with another key/u],
    ['bytes sealed as something else', encodeContent('pillar', content, KEY), KEY, /was sealed with another key/u],
  ])('%s are refused', (_title, encoded, key, sentence) => {
    expect(() => decodeContent('trees', encoded, key)).toThrow(sentence);
  });

  it('leaves nothing on the disk of a worker', async () => {
    const cacheFolder = await folder();
    const tar = await buffer(packTar([{ kind: 'file', path: 'ok', content: 'x' }]));
    const { ref, bytes } = encodeContent(
      'trees',
      Buffer.concat([tar.subarray(0, 600), Buffer.from('garbage')]),
      undefined,
    );
    const cache = openContentCache({ folder: cacheFolder, key: undefined, read: async () => bytes, now: () => 0 });

    await expect(cache.unpacked('trees', ref)).rejects.toMatchObject({ code: 'FARM_CONTENT' });
    await expect(cache.unpacked('trees', { ...ref, digest: 'sha256:../../etc' })).rejects.toThrow(/is no digest/u);

    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('is no path in a shared folder', async () => {
    const door = sharedFolder(await folder());

    await expect(door.getContent('sha256:../../../etc/passwd')).rejects.toThrow(/is no digest/u);
  });
});

describe('a tar from elsewhere', () => {
  type Entry = Parameters<ReturnType<typeof pack>['entry']>[0];
  const tarOf = async (entries: readonly Entry[]): Promise<Buffer> => {
    const tar = pack();
    for (const entry of entries) tar.entry(entry, entry.type === undefined || entry.type === 'file' ? 'x' : '');
    tar.finalize();
    return await buffer(tar);
  };

  it.each<[string, readonly Entry[], RegExp]>([
    ['a path above its folder', [{ name: '../outside' }], /would leave its folder/u],
    ['an absolute path', [{ name: '/tmp/saltern-outside' }], /would leave its folder/u],
    ['a path that climbs in its middle', [{ name: 'a/../../outside' }], /would leave its folder/u],
    ['a link that leads out', [{ name: 'a', type: 'symlink', linkname: '../../etc' }], /is a link that leads out/u],
    ['an absolute link', [{ name: 'a', type: 'symlink', linkname: '/etc/passwd' }], /is a link that leads out/u],
    [
      'a file through a link',
      [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'a/x' }],
      /lies below 'a', which is no folder/u,
    ],
    ['a file in place of a link', [{ name: 'a', type: 'symlink', linkname: 'b' }, { name: 'a' }], /is there twice/u],
    ['a hard link', [{ name: 'a', type: 'link', linkname: '/etc/passwd' }], /is a link/u],
    ['a device', [{ name: 'a', type: 'character-device' }], /is a character-device/u],
    ['a FIFO', [{ name: 'a', type: 'fifo' }], /is a fifo/u],
  ])('with %s is refused', async (_title, entries, sentence) => {
    const above = await folder();

    await expect(unpackTar(await tarOf(entries), join(above, 'content'))).rejects.toThrow(sentence);

    expect((await readdir(above)).filter((name) => name !== 'content')).toEqual([]);
  });
});

describe('a plan from elsewhere', () => {
  const folders = new Map([
    ['trees', '/cache/trees'],
    ['pillar', '/cache/pillar'],
    ['pillar-files', '/cache/files'],
  ]);
  const tree = { name: 'x', path: 'trees', root: 'trees', isFileRoot: true };
  const { prepare, pillar } = examplePlan();

  it.each<[string, Partial<InstancePlan>, RegExp]>([
    ['a tree of the worker', { trees: [{ ...tree, path: '/etc' }] }, /names '\/etc', which did not travel/u],
    ['the root of a tree', { trees: [{ ...tree, root: '/root' }] }, /names '\/root'/u],
    ['a tree above its content', { trees: [{ ...tree, path: 'trees/../../..' }] }, /which did not travel/u],
    ['a pillar folder', { pillar: { ...pillar, directories: ['/root/.ssh'] } }, /names '\/root\/\.ssh'/u],
    ['a pillar file', { pillar: { ...pillar, files: { 'x.sls': '/etc/shadow' } } }, /names '\/etc\/shadow'/u],
    ['a content that it has not', { pillar: { ...pillar, directories: ['else'] } }, /names 'else'/u],
    ['a file to mount', { prepare: { ...prepare, mounts: { '/etc/shadow': '/x' } } }, /names '\/etc\/shadow'/u],
    [
      'a hook for the worker itself',
      { hooks: [{ when: 'before', phase: 'create', on: 'host', run: 'id', place: { file: 'x', line: 1 } }] },
      /has 'on: host', which workers cannot do/u,
    ],
  ])('does not get %s', (_title, change, sentence) => {
    expect(() => placeContent(examplePlan(change), folders)).toThrow(sentence);
  });

  it('keeps nothing back from a tree: what the starter leaves out did not travel', () => {
    const plan = examplePlan({ trees: [{ ...tree, exclude: ['/etc'] }] });

    expect(placeContent(plan, folders).trees).toEqual([{ ...tree, path: '/cache/trees', root: '/cache/trees' }]);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    ['a list', '[]'],
    ['a plan without its parts', JSON.stringify({ directory: '', plan: { name: 'x' } })],
    [
      'a repository that is neither folder nor URL',
      JSON.stringify({ directory: '', plan: examplePlan({ snapshot: badUse() }) }),
    ],
  ])('%s is refused', (_title, text) => {
    expect(() => readPlan(text)).toThrow('The plan of a job cannot be understood');
  });
});

function badUse(): SnapshotUse {
  const at: SnapshotUse['repositories'][number]['at'] = JSON.parse('{"kind":"exec","path":"/bin/sh"}');
  return { id: 'x', digest: 'y', repositories: [{ name: 'base', at }] };
}

describe('a result from elsewhere', () => {
  const plan = examplePlan({ snapshot: { id: '20261122T013000', digest: 'sha256:aa', repositories: [] } });
  const digests = { formulaDigest: 'sha256:f', suiteDigest: 'sha256:s', recipe: 'sha256:r' };
  const { name, formula, suite, platform } = plan;
  const evidence: Evidence = {
    version: 1,
    runId: 'run',
    instance: name,
    formula,
    suite,
    platform,
    outcome: 'pass',
    reasons: [],
    proved: { states: 1, checks: 0 },
    snapshot: { id: '20261122T013000', digest: 'sha256:aa' },
    ...digests,
    image: undefined,
    saltVersion: '3007.15',
    packages: [],
    startedAt: '2026-11-22T01:30:00.000Z',
    finishedAt: '2026-11-22T01:31:00.000Z',
  };
  const result: InstanceResult = {
    name,
    formula,
    suite,
    platform,
    outcome: 'pass',
    phases: [],
    steps: [],
    trouble: undefined,
    kept: true,
    evidence,
    durationMs: 5,
    log: '/etc/passwd',
  };
  const expected = { plan, runId: 'run', digests, isSigned: true, attempt: 1 };

  it('counts when it is of what was asked for, and keeps nothing of a machine that nobody can reach', () => {
    expect(admitResult(result, expected)).toMatchObject({ outcome: 'pass', evidence, kept: false });
  });

  it.each<[string, Partial<InstanceResult>, RegExp]>([
    ['of another instance', { name: 'ops-ssh-default-centos-7' }, /it is of 'ops-ssh-default-centos-7'/u],
    ['of another suite', { suite: 'other' }, /it is of another suite/u],
    ['that passed without evidence', { evidence: undefined }, /it passed without evidence/u],
    ['with evidence of another instance', { evidence: { ...evidence, instance: 'x' } }, /its evidence is of 'x'/u],
    ['with evidence of another platform', { evidence: { ...evidence, platform: 'x' } }, /of the platform 'x'/u],
    ['with evidence of another run', { evidence: { ...evidence, runId: 'earlier' } }, /of the run 'earlier'/u],
    ['with evidence of a failure', { evidence: { ...evidence, outcome: 'fail' } }, /says fail, and it says pass/u],
    [
      'with evidence of another snapshot',
      { evidence: { ...evidence, snapshot: { id: '20261123T013000', digest: 'sha256:bb' } } },
      /of the snapshot '20261123T013000'/u,
    ],
    [
      'with evidence of other content under the same id',
      { evidence: { ...evidence, snapshot: { id: '20261122T013000', digest: 'sha256:bb' } } },
      /of the snapshot/u,
    ],
    ['with evidence of no snapshot', { evidence: { ...evidence, snapshot: undefined } }, /of no snapshot/u],
    ['with evidence of another recipe', { evidence: { ...evidence, recipe: 'sha256:x' } }, /of another recipe/u],
    ['that has no form of one', JSON.parse('{"steps":[{"checks":null}]}'), /has no form of a result, steps\.0/u],
    ['whose evidence has no form', JSON.parse('{"evidence":{"version":2}}'), /has no form of a result, evidence/u],
  ])('%s is an error of its instance, and no evidence', (_title, change, sentence) => {
    const admitted = admitResult({ ...result, ...change }, expected);

    expect(admitted).toMatchObject({ name, outcome: 'error', evidence: undefined, trouble: { code: 'FARM_CONTENT' } });
    expect(admitted.trouble?.message).toMatch(sentence);
  });

  it.each([
    ['formula', { formulaDigest: 'sha256:other' }],
    ['suite', { suiteDigest: 'sha256:other' }],
  ])('of another %s than lies here now is no pass', (what, change) => {
    const admitted = admitResult({ ...result, evidence: { ...evidence, ...change } }, expected);

    expect(admitted).toMatchObject({
      outcome: 'error',
      trouble: { code: 'CONTENT_CHANGED' },
      evidence: { outcome: 'error' },
    });
    expect(admitted.trouble?.message).toContain(`The ${what} of`);
  });

  it('that nobody has signed who must is no evidence', () => {
    const admitted = admitResult(result, { ...expected, isSigned: false });

    expect(admitted).toMatchObject({ outcome: 'error', evidence: undefined, trouble: { code: 'FARM_CONTENT' } });
  });

  it('is no pass where the formula can no longer be read', () => {
    const gone = { code: 'FORMULA_NOT_FOUND', message: 'It is gone', hint: undefined, details: [] };

    expect(admitResult(result, { ...expected, digests: gone })).toMatchObject({ outcome: 'error', trouble: gone });
  });
});

describe('what a worker tells', () => {
  it.each([
    ['of another instance', { type: 'phase-started', instance: 'other', phase: 'create' }],
    ['the end of the instance', { type: 'instance-finished', instance: 'one', result: {} }],
    ['the end of the run', { type: 'run-finished', result: {} }],
    ['the beginning of a run elsewhere', { type: 'run-started', directory: '/etc', instances: [] }],
    ['a phase that is none', { type: 'phase-started', instance: 'one', phase: 'rm' }],
    ['a state that is none', { type: 'state-finished', instance: 'one', phase: 'converge', after: [], state: null }],
    ['nothing', null],
  ])('is not passed on when it is %s', (_title, event) => {
    expect(isEventOf('one', JSON.parse(JSON.stringify(event)))).toBe(false);
  });

  it.each([
    ['log/one.console.log', true],
    ['log/one.screen.png', true],
    ['log/one.log', false],
    ['log/one.ndjson', false],
    ['log/two.console.log', false],
    ['log/../run.json', false],
    ['log/one.../../x.y', false],
    ['/etc/cron.d/one.x', false],
    ['run.json', false],
    ['junit.xml', false],
    ['log/one.a/b.c', false],
    ['log/one.\u0000.png', false],
  ])('a file %j is kept: %s', (name, isKept) => {
    expect(isArtifactName(name, 'one')).toBe(isKept);
  });

  it('no file is kept that is not what was announced', async () => {
    const directory = await folder();
    const announced = Buffer.from('announced');
    const news = { job: 'j', attempt: 1, worker: 'w', type: 'file', name: 'log/one.console.log' } as const;
    const content = { digest: digestOf(announced), bytes: announced.length };

    const kept = await keepArtifact(
      { getContent: async () => Buffer.from('another') },
      { ...news, content },
      { instance: 'one', directory },
    );

    expect(kept).toBeUndefined();
    expect(await readdir(directory)).toEqual([]);
  });

  it('marks of content that nobody knows stay without a path of this machine', () => {
    const unmark = unmarkContent(new Map([['a'.repeat(64), new Map([['init.sls', '/srv/x/init.sls']])]]));

    expect(unmark(`saltern-content:${'a'.repeat(64)}/init.sls:3`)).toBe('/srv/x/init.sls:3');
    expect(unmark(`saltern-content:${'b'.repeat(64)}/init.sls:3`)).toBe('init.sls:3');
    expect(unmark(`saltern-content:${'a'.repeat(64)}/../../etc/passwd`)).toBe('../../etc/passwd');
  });
});

describe('a snapshot that a worker sees', () => {
  const repomd = '<repomd/>';
  const member = {
    name: 'base9',
    metadataDigest: digestOf(Buffer.from(repomd)),
    contentDigest: 'sha256:c',
    packages: 0,
    bytes: 0,
  };
  const digest = snapshotDigest([member]);
  const summary = { version: 1, id: '20261122T013000', createdAt: '2026-11-22T01:30:00Z', digest, members: [member] };

  async function seen(change: { summary?: object; repomd?: string } = {}): Promise<SnapshotUse> {
    const path = join(await folder(), 'base9');
    await mkdir(join(path, 'repodata'), { recursive: true });
    await writeFile(join(path, '../summary.json'), JSON.stringify({ ...summary, ...change.summary }));
    await writeFile(join(path, 'repodata/repomd.xml'), change.repomd ?? repomd);
    return { id: summary.id, digest, repositories: [{ name: 'base9', at: { kind: 'directory', path } }] };
  }
  const verify = (use: SnapshotUse) => verifySnapshotUse(use, new AbortController().signal);

  it('is used when it is that of the starter', async () => {
    await expect(verify(await seen())).resolves.toBeUndefined();
  });

  it('is used from a server, and refused where that has another one', async () => {
    await using server = await fileServer({
      '/x/summary.json': { body: JSON.stringify(summary) },
      '/x/base9/repodata/repomd.xml': { body: repomd },
    });
    const at = { kind: 'http', url: `${server.url}/x/base9` } as const;
    const use: SnapshotUse = { id: summary.id, digest, repositories: [{ name: 'base9', at }] };

    await expect(verify(use)).resolves.toBeUndefined();
    server.pages.set('/x/base9/repodata/repomd.xml', { body: '<other/>' });
    await expect(verify(use)).rejects.toThrow(/the metadata of 'base9' here are others/u);
  });

  it.each<[string, () => Promise<SnapshotUse>, RegExp]>([
    [
      'another one at the same path',
      async () => await seen({ summary: { digest: 'sha256:other' } }),
      /its digest here is/u,
    ],
    [
      'one whose members are others',
      async () => await seen({ summary: { members: [{ ...member, contentDigest: 'sha256:d' }] } }),
      /its digest here is/u,
    ],
    [
      'one with other metadata',
      async () => await seen({ repomd: '<other/>' }),
      /the metadata of 'base9' here are others/u,
    ],
    [
      'one that is not there',
      async () => ({
        ...(await seen()),
        repositories: [{ name: 'base9', at: { kind: 'directory', path: '/nowhere/x' } }],
      }),
      /cannot be read on this machine/u,
    ],
    [
      'one whose server does not answer',
      async () => ({
        ...(await seen()),
        repositories: [{ name: 'base9', at: { kind: 'http', url: 'http://127.0.0.1:1/snapshots/x/base9' } }],
      }),
      /cannot be read on this machine/u,
    ],
  ])('%s is refused', async (_title, make, sentence) => {
    await expect(verify(await make())).rejects.toThrow(sentence);
  });
});
