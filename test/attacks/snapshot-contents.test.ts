import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFileIndex, writeFileIndex } from '../../src/base/files/file-index.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { rewritePrimary } from '../support/damage-files.ts';
import { buildTinyRpm, writeTinyRepository } from '../support/tiny-repository.ts';

const packages = [{ name: 'alpha' }, { name: 'beta' }];
const RPM = 'Packages/beta-1.0-1.noarch.rpm';

let built: string;
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'saltern-built-'));
  await writeTinyRepository(built, 'base', packages);
});
afterAll(() => rmSync(built, { recursive: true }));

/** A project whose mirror holds the packages, built once for all. */
async function freshScene(): Promise<AttackScene> {
  const snapshots = { root: 'mirror', repositories: { '*': ['base'] } };
  const scene = await attackScene({ more: { snapshots, gate: 'gate.yml' } });
  cpSync(built, join(scene.directory, 'mirror'), { recursive: true });
  return scene;
}

/** A snapshot that every required instance passed on; `at` joins paths to its member. */
async function testedScene(): Promise<AttackScene & { readonly at: (path: string) => string }> {
  const scene = await freshScene();
  writeFileSync(join(scene.directory, 'mirror/base-latest/RPM-GPG-KEY-base'), 'a key');
  await scene.saltern(['snapshot', 'create']);
  const tested = await scene.saltern(['test']);
  expect(tested.code).toBe(0);
  const [id = ''] = readdirSync(join(scene.directory, 'mirror/snapshots'));
  return { ...scene, at: (path) => join(scene.directory, 'mirror/snapshots', id, 'base', path) };
}

/** As root of the host would, whatever the modes say. */
function force(file: string, work: (file: string) => void): void {
  const above = [dirname(dirname(file)), dirname(file), file].filter((path) => existsSync(path));
  for (const path of above) chmodSync(path, 0o755);
  work(file);
}

/** Same bytes in number, same times: only the inode's change time tells. */
function overwriteQuietly(file: string): void {
  const { atime, mtime, size } = statSync(file);
  writeFileSync(file, 'EVIL'.padEnd(size, '!'));
  utimesSync(file, atime, mtime);
}

function editJson(file: string, edit: (text: string) => string): void {
  force(file, () => writeFileSync(file, edit(readFileSync(file, 'utf8'))));
}

type Damage = (at: (path: string) => string) => void | Promise<void>;

const DAMAGES: readonly (readonly [what: string, damage: Damage, reason: RegExp])[] = [
  [
    'a package overwritten by as many bytes, its times set back',
    (at) => force(at(RPM), overwriteQuietly),
    /was changed/,
  ],
  [
    'a package replaced by another file of that size',
    (at) =>
      force(at(RPM), (file) => {
        const { size } = statSync(file);
        rmSync(file);
        writeFileSync(file, 'x'.repeat(size));
      }),
    /was changed/,
  ],
  ['a package that is gone', (at) => force(at(RPM), (file) => rmSync(file)), /is missing/],
  ['a package cut short', (at) => force(at(RPM), (file) => truncateSync(file, 10)), /has 10 bytes instead of/],
  [
    'a package that is a link to its own bytes elsewhere',
    (at) =>
      force(at(RPM), (file) => {
        renameSync(file, at('../../../elsewhere'));
        symlinkSync(at('../../../elsewhere'), file);
      }),
    /is no file/,
  ],
  [
    'a package that is a folder',
    (at) =>
      force(at(RPM), (file) => {
        rmSync(file);
        mkdirSync(file);
      }),
    /is no file/,
  ],
  [
    'an added signing key',
    (at) => force(at('RPM-GPG-KEY'), (file) => writeFileSync(file, 'mine')),
    /holds 'RPM-GPG-KEY'/,
  ],
  [
    'an added package that no metadata names',
    (at) => force(at('Packages/evil.rpm'), (file) => writeFileSync(file, 'mine')),
    /holds 'Packages\/evil.rpm'/,
  ],
  [
    'an added signature of the metadata',
    (at) => force(at('repodata/repomd.xml.asc'), (file) => writeFileSync(file, 'mine')),
    /holds 'repodata\/repomd.xml.asc'/,
  ],
  ['an added member', (at) => force(at('../more'), (file) => mkdirSync(file)), /holds 'more'/],
  [
    'an exchanged signing key',
    (at) => force(at('RPM-GPG-KEY-base'), (file) => writeFileSync(file, 'b key')),
    /was changed/,
  ],
  ['a signing key that is gone', (at) => force(at('RPM-GPG-KEY-base'), (file) => rmSync(file)), /is missing/],
  [
    'a member that is a link to a copy',
    (at) => {
      force(at('.'), () => renameSync(at('.'), at('../../../copy')));
      symlinkSync(at('../../../copy'), at('.').replace(/\/$/, ''));
    },
    /is no folder/,
  ],
  [
    'a manifest that lists one package less',
    (at) => editJson(at('../manifest.json'), (text) => text.replace(/("packages":\[\n).*\n/, '$1')),
    /names other packages than the manifest/,
  ],
  [
    'an exchanged signing key that is written down so in the manifest',
    (at) => {
      const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
      force(at('RPM-GPG-KEY-base'), (file) => writeFileSync(file, 'b key'));
      editJson(at('../manifest.json'), (text) => text.replace(digestOf('a key'), digestOf('b key')));
    },
    /the metadata says something else than its digest/,
  ],
  [
    'a manifest that lists an advisory which the metadata does not have',
    (at) =>
      editJson(at('../manifest.json'), (text) =>
        text.replace('"others":', '"items":[{"kind":"advisory","name":"RHSA-2026:1","digest":"sha256:0"}],"others":'),
      ),
    /has other modules, groups or advisories/,
  ],
  [
    'a manifest whose content digest is another',
    (at) =>
      editJson(at('../manifest.json'), (text) =>
        text.replace(/"contentDigest":"sha256:../, '"contentDigest":"sha256:zz'),
      ),
    /its digest does not match its members/,
  ],
  [
    'a summary that counts more packages than the manifest lists',
    (at) => editJson(at('../summary.json'), (text) => text.replace(/"packages": \d+/, '"packages": 7')),
    /its summary.json says something else than its manifest/,
  ],
];

describe('a snapshot that passed and was changed afterwards is not promoted', () => {
  it.each(DAMAGES)('by %s', async (_, damage, reason) => {
    await using scene = await testedScene();
    await damage(scene.at);

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(3);
    expect(promoted.stderr).toMatch(reason);
    expect(promoted.stderr).toContain('is damaged');
    expect(await scene.stable()).toBeUndefined();
    expect(scene.read('mirror/audit.ndjson').trim().split('\n').at(-1)).toContain('"result":"refused"');
  });

  it('by a whole other repository whose repomd.xml is written into manifest and summary', async () => {
    await using scene = await testedScene();
    const other = join(scene.directory, 'other');
    await writeTinyRepository(other, 'base', [{ name: 'alpha' }, { name: 'evil' }]);
    const old = createHash('sha256')
      .update(readFileSync(scene.at('repodata/repomd.xml')))
      .digest('hex');
    force(scene.at('.'), (member) => rmSync(member, { recursive: true }));
    renameSync(join(other, 'base-latest'), scene.at('.').replace(/\/$/, ''));
    const now = createHash('sha256')
      .update(readFileSync(scene.at('repodata/repomd.xml')))
      .digest('hex');
    for (const file of ['../manifest.json', '../summary.json'])
      editJson(scene.at(file), (text) => text.replace(old, now));

    const promoted = await scene.saltern(['promote']);

    expect(promoted.code).toBe(3);
    expect(promoted.stderr).toContain('the metadata says something else than its digest');
    expect(await scene.stable()).toBeUndefined();
  });

  it('by bytes that changed on disk beneath the file system, where everything is read', async () => {
    await using scene = await testedScene();
    const notes = join(scene.directory, 'mirror/pool/hashed.index');
    const index = await readFileIndex(notes);
    const digests = index.find(statSync(scene.at(RPM)));
    force(scene.at(RPM), overwriteQuietly);
    // What a disk does, and nothing else: the notes say that exactly this file was read and is right.
    if (digests === undefined) throw new Error('the notes know nothing of the package');
    index.set(statSync(scene.at(RPM)), digests);
    await writeFileIndex(notes, index);

    const full = await scene.saltern(['promote', '--verify', 'full']);

    expect(full.code).toBe(3);
    expect(full.stderr).toContain(`'${RPM}' was changed`);
    expect(await scene.stable()).toBeUndefined();
  });
});

it('a snapshot that was only touched is promoted: its bytes are read again and are right', async () => {
  await using scene = await testedScene();
  force(scene.at(RPM), (file) => utimesSync(file, new Date(0), new Date(0)));

  const promoted = await scene.saltern(['promote']);

  expect(promoted.code).toBe(0);
});

describe('a file of the pool that has rotted', () => {
  const rot = (scene: AttackScene, damage: (file: string) => void): void => {
    const bytes = readFileSync(join(scene.directory, 'mirror/base-latest', RPM));
    const hex = createHash('sha256').update(bytes).digest('hex');
    force(join(scene.directory, 'mirror/pool/sha256', hex.slice(0, 2), hex), damage);
  };
  it.each([
    ['in its bytes, at the same size and times', overwriteQuietly],
    ['in its size', (file: string) => truncateSync(file, 3)],
    ['altogether', (file: string) => rmSync(file)],
  ])('%s goes into no new snapshot', async (_, damage) => {
    await using scene = await freshScene();
    await scene.saltern(['snapshot', 'create']);
    rot(scene, damage);
    await growMirror(scene);

    const created = await scene.saltern(['snapshot', 'create', '--json']);

    const { id } = JSON.parse(created.stdout);
    const taken = readFileSync(join(scene.directory, 'mirror/snapshots', id, 'base', RPM));
    expect(taken.equals(readFileSync(join(scene.directory, 'mirror/base-latest', RPM)))).toBe(true);
    await scene.saltern(['test']);
    expect((await scene.saltern(['promote', '--verify', 'full'])).code).toBe(0);
  });

  it('is named, whoever shares it', async () => {
    await using scene = await freshScene();
    await scene.saltern(['snapshot', 'create']);
    rot(scene, overwriteQuietly);
    await growMirror(scene);

    const created = await scene.saltern(['snapshot', 'create']);

    expect(created.code).toBe(0);
    expect(created.stderr).toMatch(/the pool's file [0-9a-f]{64} has rotted/);
  });
});

/** One package more; what was there keeps its bytes. */
async function growMirror(scene: AttackScene): Promise<void> {
  const folder = join(scene.directory, 'mirror/base-latest');
  await buildTinyRpm({ name: 'gamma' }, join(folder, 'Packages'));
  await execa('createrepo_c', ['--quiet', folder]);
}

describe('metadata that is not true of its repository makes no snapshot', () => {
  const mirror = (scene: AttackScene): string => join(scene.directory, 'mirror/base-latest');

  it.each<[string, (text: string) => string, RegExp]>([
    [
      'two packages at one place',
      (text) => text.replaceAll('Packages/alpha-1.0-1.noarch.rpm', RPM),
      /puts 'beta-1\.0-1\.noarch' and 'alpha-1\.0-1\.noarch' at one place|puts 'alpha-1\.0-1\.noarch' and 'beta-1\.0-1\.noarch' at one place/,
    ],
    [
      'a package in place of the metadata',
      (text) => text.replaceAll(RPM, 'repodata/repomd.xml'),
      /puts 'beta-1\.0-1\.noarch' and the metadata itself at one place, 'repodata\/repomd\.xml'/,
    ],
    [
      'a package below another package',
      (text) => text.replaceAll(RPM, 'Packages/alpha-1.0-1.noarch.rpm/beta.rpm'),
      /names 'Packages\/alpha-1\.0-1\.noarch\.rpm' as a file, and '.*' in it/,
    ],
    [
      'a package that is not there',
      (text) => text.replaceAll(RPM, 'Packages/gone.rpm'),
      /'Packages\/gone\.rpm' is missing/,
    ],
    [
      'a package whose name holds the line of another in a digest',
      (text) => text.replace('<name>beta</name>', '<name>beta\tnoarch\t0\nrpm\tgamma</name>'),
      /its package 'beta.*gamma' holds a control character/,
    ],
    [
      'a package above the repository',
      (text) => text.replaceAll(RPM, '../../secret'),
      /not a path inside the repository/,
    ],
  ])('%s', async (_, edit, reason) => {
    await using scene = await freshScene();
    await rewritePrimary(mirror(scene), edit, gzipSync, '.gz');

    const created = await scene.saltern(['snapshot', 'create']);

    expect(created.code).toBe(2);
    expect(created.stderr).toMatch(reason);
    expect(readdirSync(join(scene.directory, 'mirror/snapshots'))).toEqual([]);
  });

  it.each([
    ['a package', (folder: string) => rmSync(join(folder, RPM))],
    ['a metadata file', (folder: string) => rmMatching(join(folder, 'repodata'), /filelists/)],
  ])('a repository that lacks %s that it names', async (_, remove) => {
    await using scene = await freshScene();
    remove(mirror(scene));

    const created = await scene.saltern(['snapshot', 'create']);

    expect(created.code).toBe(2);
    expect(readdirSync(join(scene.directory, 'mirror/snapshots'))).toEqual([]);
  });

  it('a member that the source does not have', async () => {
    await using scene = await freshScene();

    const created = await scene.saltern(['snapshot', 'create', 'base', 'extras']);

    expect(created.code).toBe(2);
    expect(created.stderr).toContain('extras-latest');
  });
});

function rmMatching(folder: string, pattern: RegExp): void {
  for (const name of readdirSync(folder)) if (pattern.test(name)) rmSync(join(folder, name));
}

it('a hard link that a mirror tool makes of a snapshot’s file is seen as a touch, and read', async () => {
  await using scene = await testedScene();
  force(scene.at(RPM), (file) => linkSync(file, join(scene.directory, 'twin')));

  const promoted = await scene.saltern(['promote']);

  expect(promoted.code).toBe(0);
});
