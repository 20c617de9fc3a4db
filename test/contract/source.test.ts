import { createHash } from 'node:crypto';
import {
  appendFile,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { waitUntil } from '../../src/base/wait/wait-until.ts';
import {
  REPOMD,
  type Source,
  type SourceMember,
  type SourceTarget,
  type WantedFile,
} from '../../src/contract/source.ts';
import { SOURCES } from '../../src/snapshot/sources/index.ts';
import { createSnapshot, type CreatedSnapshot } from '../../src/snapshot/create-snapshot.ts';
import { parseRepomd } from '../../src/snapshot/metadata/parse-repomd.ts';
import { openPool } from '../../src/snapshot/pool/open-pool.ts';
import { prepareRoot } from '../../src/snapshot/root/prepare-root.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { LAYOUT } from '../../src/snapshot/root/snapshot-layout.ts';
import { flipByte, rewritePrimary } from '../support/damage-files.ts';
import { writeTinyRepository } from '../support/tiny-repository.ts';
import { SOURCE_CASES, type SourceScene } from './source-cases.ts';

const { signal } = new AbortController();

it('every source of the registry is held to the contract', () => {
  const kinds = new Set(SOURCE_CASES.map(({ name }) => name.split(' ')[0]));
  expect([...kinds].toSorted()).toEqual(Object.keys(SOURCES).toSorted());
});

/** Those of this project of tests: what needs a server is where that runs. */
const CASES = SOURCE_CASES.filter(({ needs }) => (needs === 'pulp') === (inject('pulp') !== undefined));

describe.each(CASES)('the source $name', ({ name, needs, knowsBy, takesAnything, others: allowed, open }) => {
  let folder: string;
  let root: string;
  let scene: SourceScene;
  let target: SourceTarget;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saltern-source-'));
    root = await mkdtemp(join(tmpdir(), 'saltern-target-'));
    await prepareRoot(root);
    target = { pool: openPool(root), notes: LAYOUT.notes(root) };
    scene = await open(folder);
    // A server has one file of the same bytes, whichever repository it is of.
    const isUnique = needs !== undefined;
    await writeTinyRepository(folder, 'base9', [
      { name: 'chrony', version: '4.5', isUnique },
      { name: 'sudo', isUnique },
    ]);
    await scene.publish();
  });
  afterEach(async () => {
    await scene[Symbol.asyncDispose]();
    await removeTree(root);
    await rm(folder, { recursive: true });
  });

  const openMember = (context = { signal }): Promise<SourceMember> => scene.source.open('base9', target, context);

  /** A package as its metadata would name it. */
  async function wantPackage(pattern: RegExp): Promise<WantedFile & { readonly bytes: Buffer }> {
    const packages = join(scene.folderOf('base9'), 'Packages');
    const file = (await readdir(packages)).find((one) => pattern.test(one)) ?? '';
    const bytes = await readFile(join(packages, file));
    const hex = createHash('sha256').update(bytes).digest('hex');
    return { path: `Packages/${file}`, checksum: { type: 'sha256', hex }, size: bytes.length, bytes };
  }

  function take(source = scene.source): Promise<CreatedSnapshot> {
    return createSnapshot({ root, source, now: new Date('2026-11-22T01:30:00Z'), signal, progress: () => {} });
  }

  it('says its name, where it is, and what it offers', async () => {
    await writeTinyRepository(folder, 'appstream9', [{ name: 'tree' }]);
    await scene.publish();

    const members = await scene.source.members({ signal });

    expect([scene.source.name, scene.source.title.length > 0]).toEqual([name.split(' ')[0], true]);
    expect(members).toEqual(['appstream9', 'base9']);
  });

  it('names where it is when it offers nothing', async () => {
    await rm(scene.folderOf('base9'), { recursive: true });
    await scene.publish();

    await expect(scene.source.members({ signal })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringContaining(scene.source.title),
    });
  });

  it('gives the metadata byte for byte, and its digest without opening', async () => {
    const bytes = await readFile(join(scene.folderOf('base9'), REPOMD));

    const member = await openMember();

    expect(Buffer.from(member.repomd)).toEqual(bytes);
    expect(await scene.source.metadataDigest('base9', { signal })).toBe(
      `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    );
    expect(member.title).toContain('base9');
  });

  it('names a repository that it does not have', async () => {
    const missing = { code: 'SNAPSHOT_SOURCE', message: expect.stringContaining('epel9') };

    await expect(scene.source.metadataDigest('epel9', { signal })).rejects.toMatchObject(missing);
    await expect(scene.source.open('epel9', target, { signal })).rejects.toMatchObject(missing);
  });

  it('brings files into the pool under their digest', async () => {
    const member = await openMember();
    const { bytes, ...file } = await wantPackage(/^chrony/);

    const { sha256, also } = await member.add(file);

    expect([sha256, also]).toEqual([file.checksum?.hex, undefined]);
    expect(await readFile(LAYOUT.pooled(root, sha256))).toEqual(bytes);
    expect((await stat(LAYOUT.pooled(root, sha256))).mode & 0o777).toBe(0o444);
  });

  it('says the checksum of another kind where the metadata uses that', async () => {
    const member = await openMember();
    const { bytes, ...file } = await wantPackage(/^chrony/);
    const hex = createHash('sha512').update(bytes).digest('hex');

    const { also } = await member.add({ ...file, checksum: { type: 'sha512', hex } });

    expect(also).toBe(`sha512:${hex}`);
  });

  it('brings in each metadata file that the repomd.xml names', async () => {
    const member = await openMember();
    const entries = parseRepomd(Buffer.from(member.repomd).toString());

    const added = await Promise.all(
      entries.map(({ location, checksum, size }) => member.add({ path: location, checksum, size })),
    );

    expect(added.map(({ sha256 }) => sha256)).toEqual(entries.map(({ checksum }) => checksum.hex));
  });

  describe('refuses, and puts nothing into the pool,', () => {
    it.each<[string, (path: string) => Promise<unknown>, 'missing' | 'damaged', RegExp]>([
      ['a file that is gone', (path) => unlink(path), 'missing', /^is missing$/],
      [
        'a file that is cut off',
        (path) => truncate(path, 100),
        'damaged',
        /^is damaged: it has 100 bytes, the metadata says \d+$/,
      ],
      [
        'a file with other bytes',
        (path) => flipByte(path),
        'damaged',
        /^is damaged: its sha256 is [0-9a-f]{64}, the metadata says [0-9a-f]{64}$/,
      ],
    ])('%s', async (_, damage, kind, message) => {
      const { bytes: __, ...file } = await wantPackage(/^chrony/);
      await damage(join(scene.folderOf('base9'), file.path));
      await scene.publish();
      const member = await openMember();

      const adding = member.add(file);

      await expect(adding).rejects.toMatchObject({ name: 'WrongFile', kind, message: expect.stringMatching(message) });
      await expect(stat(LAYOUT.pooled(root, file.checksum?.hex ?? ''))).rejects.toMatchObject({ code: 'ENOENT' });
      expect(await readdir(LAYOUT.poolTemporary(root))).toEqual([]);
    });

    it('and names each of them to who takes a snapshot', async () => {
      const { path } = await wantPackage(/^chrony/);
      await unlink(join(scene.folderOf('base9'), path));
      await scene.publish();

      await expect(take()).rejects.toMatchObject({
        code: 'SNAPSHOT_SOURCE',
        message: expect.stringContaining(`'${path}' is missing`),
      });
    });
  });

  it('does not read again what did not change since the pool got it', async () => {
    const { bytes: _, ...file } = await wantPackage(/^chrony/);
    const before = await openMember();
    expect(before.known(file)?.sha256).toBe(knowsBy === 'look' ? undefined : file.checksum?.hex);
    // A file written a moment ago may be written again and look the same: it is not trusted yet.
    const known = await waitUntil(
      async () => {
        const member = await openMember();
        await member.add(file);
        await member.finish();
        return (await openMember()).known(file);
      },
      { signal, timeoutMs: 60_000 },
    );

    expect(known?.sha256).toBe(file.checksum?.hex);
  });

  it('knows a file no more once it was written to, if it looks; by the checksum, always', async () => {
    const { bytes: _, ...file } = await wantPackage(/^sudo/);
    const member = await openMember();
    await member.add(file);
    await member.finish();
    await flipByte(join(scene.folderOf('base9'), file.path));
    await scene.publish();

    const again = await openMember();

    expect(again.known(file)?.sha256).toBe(knowsBy === 'look' ? undefined : file.checksum?.hex);
  });

  it('lists what no metadata names and clients ask for, and nothing else', async () => {
    const at = (path: string): string => join(scene.folderOf('base9'), path);
    const wanted = ['.treeinfo', 'RPM-GPG-KEY', 'repodata/repomd.xml.asc'].filter(
      (path) => allowed?.includes(path) ?? true,
    );
    for (const path of wanted) await writeFile(at(path), path);
    for (const path of ['unfinished.rpm', '.hidden', 'repodata/old-primary.xml.gz']) await writeFile(at(path), path);
    await symlink('/etc/passwd', at('link'));
    await scene.publish();
    const member = await openMember();

    const others = await member.others();
    const path = wanted.at(-1) ?? '';
    const one = await member.add({ path, checksum: undefined, size: undefined });

    expect(others).toEqual(wanted);
    expect(await readFile(LAYOUT.pooled(root, one.sha256), 'utf8')).toBe(path);
  });

  it('tells by its digest that it moved meanwhile, and is taken anew', async () => {
    const before = await scene.source.metadataDigest('base9', { signal });
    let opened = 0;
    let moved: Promise<void> | undefined;
    const move = async (): Promise<void> => {
      await appendFile(join(scene.folderOf('base9'), REPOMD), '\n');
      await scene.publish();
    };
    // Packages are taken side by side: it moves under the first of them.
    const moveOnce = (): Promise<void> => (moved ??= move());
    const source: Source = {
      name,
      title: scene.source.title,
      members: (context) => scene.source.members(context),
      metadataDigest: (member, context) => scene.source.metadataDigest(member, context),
      async open(member, where, context) {
        opened += 1;
        return movingAfter(await scene.source.open(member, where, context), moveOnce);
      },
    };

    const { created, manifest } = await take(source);

    const after = await scene.source.metadataDigest('base9', { signal });
    expect([created, opened]).toEqual([true, 2]);
    expect(manifest.members[0]?.metadataDigest).toBe(after);
    expect(after).not.toBe(before);
  });

  const hostile = ['../../../etc/passwd', '/etc/passwd', 'Packages/../../secret', './Packages/x.rpm'];
  it.each(takesAnything === false ? [] : hostile)(
    'is never asked for %s, whatever its metadata names',
    async (location) => {
      const edit = (xml: string): string => xml.replace(/href="Packages[^"]*"/, `href="${location}"`);
      await rewritePrimary(scene.folderOf('base9'), edit, gzipSync, '.gz');
      await scene.publish();

      await expect(take()).rejects.toMatchObject({
        code: 'SNAPSHOT_SOURCE',
        message: expect.stringContaining(`names '${location}', which is not a path inside the repository`),
      });
      expect(await readdir(LAYOUT.snapshots(root))).toEqual([]);
    },
  );

  it('stops with the reason of the signal, and leaves nothing half-made', async () => {
    const stop = new AbortController();
    const member = await openMember({ signal: stop.signal });
    const { bytes: _, ...file } = await wantPackage(/^chrony/);
    stop.abort(new Error('enough'));

    await expect(member.add(file)).rejects.toThrow('enough');
    expect(await readdir(LAYOUT.poolTemporary(root))).toEqual([]);
  });

  it('can be taken whole, each package where the manifest says', async () => {
    await execa('createrepo_c', ['--quiet', '--update', scene.folderOf('base9')]);
    await scene.publish();

    const { manifest } = await take();

    for (const { location, pkgid } of manifest.members[0]?.packages ?? []) {
      const bytes = await readFile(join(LAYOUT.member(root, manifest.id, 'base9'), location));
      expect([location, `sha256:${createHash('sha256').update(bytes).digest('hex')}`]).toEqual([location, pkgid]);
    }
    expect(manifest.members[0]?.packages.map(({ name: own }) => own).sort()).toEqual(['chrony', 'sudo']);
  });
});

/** A member behind which something happens each time that a file was added. */
function movingAfter(member: SourceMember, happens: () => Promise<void>): SourceMember {
  return {
    title: member.title,
    repomd: member.repomd,
    known: (file) => member.known(file),
    others: () => member.others(),
    finish: () => member.finish(),
    async add(file) {
      const pooled = await member.add(file);
      await happens();
      return pooled;
    },
  };
}
