import { appendFileSync, existsSync, renameSync } from 'node:fs';
import {
  appendFile,
  copyFile,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compareRpmVersions } from '../../src/snapshot/compare-evr.ts';
import {
  type CreatedSnapshot,
  type CreateSnapshotOptions,
  createSnapshot,
} from '../../src/snapshot/create-snapshot.ts';
import { diffSnapshots } from '../../src/snapshot/diff-snapshots.ts';
import { listSnapshots } from '../../src/snapshot/root/list-snapshots.ts';
import { moveChannel } from '../../src/snapshot/root/move-channel.ts';
import { openSource } from '../../src/snapshot/sources/index.ts';
import { openSnapshotRoot } from '../../src/snapshot/open-snapshot-root.ts';
import { findSnapshot, readSnapshot } from '../../src/snapshot/root/read-snapshot.ts';
import { removeTree } from '../../src/snapshot/root/remove-tree.ts';
import { verifySnapshot } from '../../src/snapshot/verify-snapshot.ts';
import { findMatching, flipByte, frozen, removeMatching, rewritePrimary } from '../support/damage-files.ts';
import { type TinyPackage, buildTinyRpm, writeTinyRepository } from '../support/tiny-repository.ts';

const { signal } = new AbortController();
const first = new Date('2026-11-22T01:30:00Z');
const second = new Date('2026-11-23T01:30:00Z');
const base: readonly TinyPackage[] = [{ name: 'chrony', version: '4.5' }, { name: 'sudo' }, { name: 'cron' }];

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-snapshot-'));
});
afterEach(() => removeTree(root));

async function take(changes: Partial<CreateSnapshotOptions> = {}): Promise<CreatedSnapshot> {
  const source = await openSource({ name: 'mirror', config: {} }, { root });
  return createSnapshot({ root, source, now: first, signal, progress: () => {}, ...changes });
}

function mirror(...path: readonly string[]): string {
  return join(root, 'base9-latest', ...path);
}

function taken(id: string, ...path: readonly string[]): string {
  return join(root, 'snapshots', id, 'base9', ...path);
}

/** A progress listener that writes the mirror's repomd.xml anew while its packages are taken, that many times. */
function moveMirror(times: number): CreateSnapshotOptions['progress'] {
  let left = times;
  return (step) => {
    if (step.kind === 'files' && step.done === 1 && left-- > 0) appendFileSync(mirror('repodata/repomd.xml'), '\n');
  };
}

async function listPackages(): Promise<readonly string[]> {
  return (await readdir(mirror('Packages'))).sort();
}

async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

describe('a snapshot', () => {
  it('holds the mirrors byte for byte under a UTC time, with what is in them by digest', async () => {
    await writeTinyRepository(root, 'base9', base);
    await writeTinyRepository(root, 'extras9', [{ name: 'htop' }]);
    await writeFile(mirror('RPM-GPG-KEY'), 'key');

    const { manifest, created } = await take();

    expect([created, manifest.id, manifest.createdAt]).toEqual([true, '20261122T013000', '2026-11-22T01:30:00.000Z']);
    expect(manifest.members.map(({ name, packages }) => [name, packages.map((entry) => entry.name).sort()])).toEqual([
      ['base9', ['chrony', 'cron', 'sudo']],
      ['extras9', ['htop']],
    ]);
    expect(await listFiles(taken(manifest.id))).toEqual(await listFiles(mirror()));
    for (const file of await listFiles(mirror())) {
      expect(await readFile(taken(manifest.id, file))).toEqual(await readFile(mirror(file)));
    }
    expect(await readSnapshot(root, manifest.id)).toEqual(manifest);
    expect(await verifySnapshot(root, 'latest', { signal, depth: 'full' })).toEqual(manifest);
  });

  it('is read-only, does not share files with the mirror, and can be removed', async () => {
    await writeTinyRepository(root, 'base9', base);
    const { manifest } = await take();
    const [rpm = ''] = await listPackages();

    const modes = await Promise.all(
      [taken(manifest.id), taken(manifest.id, 'Packages', rpm), taken(manifest.id, 'repodata/repomd.xml')].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    await appendFile(mirror('Packages', rpm), 'a mirror tool writes in place');

    expect(modes).toEqual([0o555, 0o444, 0o444]);
    await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
    await removeTree(join(root, 'snapshots', manifest.id));
    expect(await listSnapshots(root)).toEqual([]);
  });

  it('shares unchanged files with the one before by hard link', async () => {
    await writeTinyRepository(root, 'base9', base);
    const before = await take();
    await rm(mirror('repodata'), { recursive: true });
    const added = await buildTinyRpm({ name: 'rsyslog' }, mirror('Packages'));
    await execa('createrepo_c', ['--quiet', mirror()]);

    const after = await take({ now: second });

    for (const rpm of (await listPackages()).filter((name) => name !== added)) {
      const [a, b] = await Promise.all([
        stat(taken(before.manifest.id, 'Packages', rpm)),
        stat(taken(after.manifest.id, 'Packages', rpm)),
      ]);
      expect([rpm, b.ino]).toEqual([rpm, a.ino]);
    }
    expect(diffSnapshots(before.manifest, after.manifest).changes).toMatchObject([
      { kind: 'added', name: 'rsyslog', to: '1.0-1' },
    ]);
  });

  it('tells what a night changed, a package built again under the same version too', async () => {
    await writeTinyRepository(root, 'base9', base);
    const before = await take();
    await writeTinyRepository(root, 'base9', [
      { name: 'chrony', version: '4.10' },
      { name: 'sudo', content: 'other' },
      { name: 'rsyslog' },
    ]);

    const after = await take({ now: second });

    expect(diffSnapshots(before.manifest, after.manifest).changes.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'upgraded chrony',
      'rebuilt sudo',
      'added rsyslog',
      'removed cron',
    ]);
  });

  it('takes the next free second when its name is taken', async () => {
    await writeTinyRepository(root, 'base9', base);
    await take();
    await writeTinyRepository(root, 'base9', [{ name: 'chrony' }]);

    const { manifest } = await take();

    expect(manifest.id).toBe('20261122T013001');
  });

  it.each([
    ['gzip', ['--general-compress-type=gz']],
    ['xz', ['--general-compress-type=xz']],
    ['SHA-512', ['--checksum=sha512']],
    ['no databases', ['--no-database']],
  ])('can be taken of metadata made with %s', async (_, createrepoArguments) => {
    await writeTinyRepository(root, 'base9', base, ...createrepoArguments);

    const { manifest } = await take();

    expect(manifest.members[0]?.packages).toHaveLength(3);
    await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
  });

  it('can be taken of metadata packed with zstd', async () => {
    await writeTinyRepository(root, 'base9', base);
    await rewritePrimary(mirror(), (xml) => xml, zstdCompressSync, '.zst');

    const { manifest } = await take();

    expect(manifest.members[0]?.packages).toHaveLength(3);
  });

  it('leaves out what no metadata names and what tools left behind', async () => {
    await writeTinyRepository(root, 'base9', base);
    await buildTinyRpm({ name: 'unfinished' }, mirror());
    await writeFile(mirror('Packages', '.chrony.rpm.Xy12'), 'half');
    await writeFile(mirror('repodata', 'old-primary.xml.gz'), 'old');
    await symlink('/etc/passwd', mirror('link'));
    await writeFile(mirror('.treeinfo'), 'tree');

    const { manifest } = await take();

    const files = await listFiles(taken(manifest.id));
    expect(files.filter((file) => !file.startsWith('repodata/')).sort()).toEqual([
      '.treeinfo',
      ...(await listPackages()).filter((name) => !name.startsWith('.')).map((name) => `Packages/${name}`),
    ]);
    expect(files).not.toContain('repodata/old-primary.xml.gz');
  });

  it('may be taken of a mirror that is a symbolic link to a dated folder', async () => {
    await writeTinyRepository(root, 'base9', base);
    await rename(mirror(), join(root, 'base9-20261122'));
    await symlink('base9-20261122', mirror());

    const { manifest } = await take();

    expect(manifest.members.map(({ name }) => name)).toEqual(['base9']);
  });
});

it('a new snapshot is told to listeners, and one that was there is not', async () => {
  await writeTinyRepository(root, 'base9', base);
  const events: unknown[] = [];
  const emit = (event: unknown): void => void events.push(event);

  const { manifest } = await take({ emit });
  await take({ emit, now: second });

  expect(events).toEqual([{ type: 'snapshot-taken', snapshot: await findSnapshot(root, manifest.id) }]);
});

describe('no new snapshot is made', () => {
  it('when nothing changed', async () => {
    await writeTinyRepository(root, 'base9', base);
    const { manifest } = await take();

    const again = await take({ now: second });

    expect(again).toEqual({ manifest, created: false, stale: [] });
    expect(await listSnapshots(root)).toHaveLength(1);
  });

  it('when only the metadata was written again over the same packages', async () => {
    await writeTinyRepository(root, 'base9', base);
    const { manifest } = await take();
    const before = await readFile(mirror('repodata/repomd.xml'), 'utf8');
    for (const rpm of await listPackages()) await utimes(mirror('Packages', rpm), second, second);
    await execa('createrepo_c', ['--quiet', mirror()]);

    const again = await take({ now: second });

    expect(await readFile(mirror('repodata/repomd.xml'), 'utf8')).not.toBe(before);
    expect(again).toEqual({ manifest, created: false, stale: [] });
    expect(await readdir(join(root, 'snapshots'))).toEqual([manifest.id]);
  });

  it('but one is when the packages stay and a module definition changes', async () => {
    await writeTinyRepository(root, 'base9', base);
    const { manifest } = await take();
    await writeFile(
      join(root, 'modules.yaml'),
      '---\ndocument: modulemd-defaults\nversion: 1\ndata: { module: perl }\n',
    );
    await execa('modifyrepo_c', ['--mdtype=modules', join(root, 'modules.yaml'), mirror('repodata')]);

    const after = await take({ now: second });

    expect(after.created).toBe(true);
    expect(after.manifest.digest).not.toBe(manifest.digest);
  });
});

describe('a mirror that is not whole', () => {
  it.each<[string, (rpm: string) => Promise<unknown>, RegExp]>([
    ['lacks a package', (rpm) => unlink(mirror('Packages', rpm)), /'Packages\/chrony-4\.5-1\.noarch\.rpm' is missing/],
    [
      'has a package cut off',
      (rpm) => truncate(mirror('Packages', rpm), 100),
      /chrony.* is damaged: it has 100 bytes, the metadata says \d+/,
    ],
    [
      'has a package with other bytes',
      async (rpm) => flipByte(mirror('Packages', rpm)),
      /chrony.* is damaged: its sha256 is [0-9a-f]{64}, the metadata says/,
    ],
    [
      'lacks metadata',
      () => removeMatching(mirror('repodata'), /filelists\.xml/),
      /lacks 'repodata\/.*filelists\.xml\.gz', which its metadata names/,
    ],
    [
      'has damaged metadata',
      async () => flipByte(await findMatching(mirror('repodata'), /primary\.xml/)),
      /primary\.xml\.gz' is damaged: its sha256/,
    ],
    [
      'has half a repomd.xml',
      () => truncate(mirror('repodata/repomd.xml'), 500),
      /repomd\.xml' cannot be read: it is not a whole repomd\.xml/,
    ],
    ['has no metadata', () => rm(mirror('repodata'), { recursive: true }), /base9-latest' is not a repository/],
  ])('is refused by name when it %s, and leaves nothing', async (_, damage, message) => {
    await writeTinyRepository(root, 'base9', base);
    await damage((await listPackages())[0] ?? '');

    const taking = take();

    await expect(taking).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE', message: expect.stringMatching(message) });
    expect(await readdir(join(root, 'snapshots'))).toEqual([]);
  });

  it('is refused even where the pool knows its packages, and taken again once it is mended', async () => {
    await writeTinyRepository(root, 'base9', base);
    await take();
    const added = await buildTinyRpm({ name: 'rsyslog' }, mirror('Packages'));
    await execa('createrepo_c', ['--quiet', mirror()]);
    const [rpm = ''] = await listPackages();
    await flipByte(mirror('Packages', rpm));

    await expect(take({ now: second })).rejects.toMatchObject({
      code: 'SNAPSHOT_SOURCE',
      message: expect.stringContaining(rpm),
    });

    await flipByte(mirror('Packages', rpm));
    const { created, manifest } = await take({ now: second });
    expect([created, manifest.members[0]?.packages.length, added]).toEqual([true, 4, 'rsyslog-1.0-1.noarch.rpm']);
  });

  it.each([
    ['../../etc/passwd', /which is not a path inside the repository/],
    ['/etc/passwd', /which is not a path inside the repository/],
  ])('cannot name %s', async (location, message) => {
    await writeTinyRepository(root, 'base9', base);
    await rewritePrimary(mirror(), (xml) => xml.replace(/href="Packages[^"]*"/, `href="${location}"`), gzipSync, '.gz');

    await expect(take()).rejects.toMatchObject({ code: 'SNAPSHOT_SOURCE', message: expect.stringMatching(message) });
  });

  it('is taken anew when it changes meanwhile, and given up as transient when it does not stop', async () => {
    await writeTinyRepository(root, 'base9', base);

    const endless = take({ progress: moveMirror(Infinity) });
    await expect(endless).rejects.toMatchObject({ code: 'SNAPSHOT_MOVED', isTransient: true });
    const { created, manifest } = await take({ progress: moveMirror(1) });

    expect(created).toBe(true);
    await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
  });

  it('is not blamed for a package that is gone when new metadata follows', async () => {
    await writeTinyRepository(root, 'new', [{ name: 'chrony', version: '4.6' }, { name: 'sudo' }]);
    await writeTinyRepository(root, 'base9', base);
    await removeMatching(mirror('Packages'), /^chrony/);
    const progress: CreateSnapshotOptions['progress'] = ({ kind }) => {
      if (kind !== 'files' || !existsSync(join(root, 'new-latest'))) return;
      renameSync(mirror(), join(root, 'old'));
      renameSync(join(root, 'new-latest'), mirror());
    };

    const { manifest } = await take({ members: ['base9'], progress });

    expect(manifest.members[0]?.packages.map(({ name, version }) => `${name} ${version}`).sort()).toEqual([
      'chrony 4.6',
      'sudo 1.0',
    ]);
    await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
  });

  it('stops when asked to, and leaves nothing', async () => {
    await writeTinyRepository(root, 'base9', base);
    const stop = new AbortController();

    const taking = take({ signal: stop.signal, progress: () => stop.abort(new Error('enough')) });

    await expect(taking).rejects.toThrow('enough');
    expect(await readdir(join(root, 'snapshots'))).toEqual([]);
  });
});

describe('finding a snapshot', () => {
  it('works by id, latest and channel; what is not found is answered with what may be meant', async () => {
    await writeTinyRepository(root, 'base9', base);
    const before = await take();
    await writeTinyRepository(root, 'base9', [{ name: 'chrony' }]);
    const after = await take({ now: second });
    await moveChannel(root, 'stable', before.manifest.id);

    const ids = await Promise.all(
      ['20261122T013000', 'latest', 'stable'].map(async (reference) => (await findSnapshot(root, reference)).id),
    );

    expect(ids).toEqual([before.manifest.id, after.manifest.id, before.manifest.id]);
    expect((await listSnapshots(root)).map(({ id }) => id)).toEqual([after.manifest.id, before.manifest.id]);
    expect(await openSnapshotRoot({ path: root, signal }).readChannel('stable')).toBe(before.manifest.id);
    expect(await readlink(join(root, 'channels', 'stable'))).toBe('../snapshots/20261122T013000');
    await expect(readSnapshot(root, 'stabel')).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_FOUND',
      hint: "Did you mean 'stable'? The newest is '20261123T013000'.",
    });
    await expect(readSnapshot(root, '20261122')).rejects.toMatchObject({
      hint: expect.stringContaining("'20261122T013000'"),
    });
    await expect(readSnapshot(root, '../../etc')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
  });

  it('says so where there is none yet', async () => {
    await expect(readSnapshot(root, 'latest')).rejects.toMatchObject({
      code: 'SNAPSHOT_NOT_FOUND',
      hint: expect.stringContaining('snapshot create'),
    });
    expect(await listSnapshots(root)).toEqual([]);
  });
});

describe('a damaged snapshot', () => {
  it.each<[string, (id: string) => Promise<unknown>, RegExp]>([
    [
      'repomd.xml was changed',
      (id) => frozen.append(taken(id, 'repodata/repomd.xml')),
      /'repodata\/repomd\.xml' was changed/,
    ],
    [
      'metadata was changed',
      async (id) => frozen.append(await findMatching(taken(id, 'repodata'), /primary\.xml/)),
      /primary\.xml\.gz' has \d+ bytes instead of/,
    ],
    [
      'metadata is gone',
      async (id) => frozen.remove(await findMatching(taken(id, 'repodata'), /other\.xml/)),
      /other\.xml\.gz' is missing/,
    ],
    [
      'the manifest is cut off',
      (id) => frozen.cutOff(join(root, 'snapshots', id, 'manifest.json')),
      /manifest\.json cannot be read/,
    ],
  ])('is known when %s', async (_, damage, message) => {
    await writeTinyRepository(root, 'base9', base);
    const { manifest } = await take();
    await damage(manifest.id);

    const verifying = verifySnapshot(root, manifest.id, { signal });

    await expect(verifying).rejects.toMatchObject({
      code: 'SNAPSHOT_DAMAGED',
      message: expect.stringMatching(message),
    });
  });
});

describe('several at once', () => {
  it('make one snapshot of one state, whoever comes first', async () => {
    await writeTinyRepository(root, 'base9', base);

    const results = await Promise.all([take(), take(), take()]);

    expect(results.map(({ created }) => created).sort()).toEqual([false, false, true]);
    expect(await listSnapshots(root)).toHaveLength(1);
  });
});

describe('a process that is killed while it takes a snapshot', () => {
  it('leaves nothing that looks like one, and the next one works', async () => {
    await writeManyPackages(300);
    let visible = 0;
    // By what it has done, not by time: the same moments on a fast and a slow machine.
    for (const lines of [0, 1, 2, 20, 100, 200, 299, 300, 301]) {
      await killAfterLines(lines);
      const left = await listSnapshots(root);
      visible += left.length;
      for (const { id } of left) {
        await verifySnapshot(root, id, { signal, depth: 'full' });
        await removeTree(join(root, 'snapshots', id));
      }
      await removeTree(join(root, 'pool'));
    }

    const { manifest, created } = await take();

    expect(created).toBe(true);
    expect(visible).toBeLessThan(9);
    expect(manifest.members[0]?.packages).toHaveLength(300);
    await verifySnapshot(root, manifest.id, { signal, depth: 'full' });
    expect(await readdir(join(root, 'snapshots'))).toEqual([manifest.id]);
    expect(await readdir(join(root, 'pool', 'tmp'))).toEqual([]);
  });
});

/** A mirror of many packages made from one RPM, each with a name of its own: the scan is real, the building is not. */
async function writeManyPackages(count: number): Promise<void> {
  await writeTinyRepository(root, 'base9', [{ name: 'one' }]);
  const [rpm = ''] = await listPackages();
  for (let index = 0; index < count; index++) {
    await copyFile(mirror('Packages', rpm), mirror('Packages', `copy-${index}.rpm`));
    await appendFile(mirror('Packages', `copy-${index}.rpm`), String(index));
  }
  await unlink(mirror('Packages', rpm));
  await execa('createrepo_c', ['--quiet', mirror()]);
}

/** Starts a process that takes a snapshot and kills it when it has written that many lines of progress. */
async function killAfterLines(lines: number): Promise<void> {
  const script = join(import.meta.dirname, '../support/create-snapshot-process.ts');
  const child = execa(process.execPath, [script, root, first.toISOString()], { reject: false });
  let seen = 0;
  for await (const line of child) if (++seen >= lines && line !== '') child.kill('SIGKILL');
  await child;
}

/** Versions that look like versions, and some that do not; without `-`, which ends a version. */
function randomPairs(count: number): readonly (readonly [string, string])[] {
  let state = 20261122;
  const random = (below: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % below;
  };
  const alphabet = ['0', '1', '2', '10', '01', '9', 'a', 'b', 'Z', 'rc', 'el9', '.', '.', '_', '+', '~', '^', '~', '^'];
  const version = (): string => Array.from({ length: 1 + random(6) }, () => alphabet[random(alphabet.length)]).join('');
  return Array.from({ length: count }, () => {
    const a = version();
    return [a, random(3) === 0 ? a + version() : version()] as const;
  });
}

it('orders versions as librpm on this machine does', async () => {
  const pairs = randomPairs(8000);
  const file = join(root, 'pairs');
  await writeFile(file, pairs.map(([a, b]) => `${a} ${b}\n`).join(''));

  const script = `for line in io.lines('${file}') do a, b = line:match('(.+) (.+)') print(rpm.vercmp(a, b)..' ') end`;
  const { stdout } = await execa('rpm', ['--eval', `%{lua:${script}}`]);

  const theirs = stdout.trim().split(/\s+/).map(Number);
  const differing = pairs.filter(([a, b], index) => compareRpmVersions(a, b) !== theirs[index]);
  expect(theirs).toHaveLength(pairs.length);
  expect(differing).toEqual([]);
});
