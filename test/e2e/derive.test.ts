import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { buildTinyRpm, type TinyPackage, writeTinyRepository } from '../support/tiny-repository.ts';

/** Two nights: the second brings `lib` 2 and `app` 2, which needs it. */
const FIRST: readonly TinyPackage[] = [{ name: 'lib', version: '1' }, { name: 'app', version: '1' }, { name: 'cron' }];
const SECOND: readonly TinyPackage[] = [
  { name: 'lib', version: '2' },
  { name: 'app', version: '2', requires: ['lib >= 2'] },
  { name: 'cron' },
];

const MODULES = `---
document: modulemd
version: 2
data:
  name: nodejs
  stream: "18"
  summary: x
  description: x
  license: { module: [MIT] }
...
`;

let scene: AttackScene;
let files: string;
let first: string;
let second: string;

beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), 'saltern-files-'));
  const [newLib, elsewhere] = [join(files, 'new'), join(files, 'empty')];
  for (const folder of [newLib, elsewhere]) mkdirSync(folder);
  await buildTinyRpm({ name: 'lib', version: '3' }, newLib);
  scene = await attackScene({ packages: FIRST });
  first = await take();
  await scene.moveMirror(SECOND);
  const mirror = join(scene.directory, 'mirror/base-latest');
  writeFileSync(join(files, 'modules.yaml'), MODULES);
  await execa('modifyrepo_c', ['--mdtype=modules', join(files, 'modules.yaml'), join(mirror, 'repodata')]);
  writeFileSync(join(mirror, 'repodata/repomd.xml.asc'), 'a signature');
  second = await take();
});
afterAll(async () => {
  await scene[Symbol.asyncDispose]();
  rmSync(files, { recursive: true, force: true });
});

async function take(): Promise<string> {
  const { stdout } = await scene.saltern(['snapshot', 'create', '--json']);
  return (JSON.parse(stdout) as { id: string }).id;
}

/** What dnf itself finds in a snapshot's member, newest versions first. */
async function askDnf(id: string): Promise<readonly string[]> {
  const at = `file://${join(scene.directory, 'mirror/snapshots', id, 'base')}`;
  const work = mkdtempSync(join(files, 'dnf-'));
  const { stdout } = await execa('dnf', [
    '--quiet',
    '--noplugins',
    `--repofrompath=derived,${at}`,
    '--repo=derived',
    `--setopt=cachedir=${work}`,
    `--setopt=reposdir=${work}`,
    `--installroot=${work}`,
    'list',
    '--available',
    '--showduplicates',
  ]);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.flatMap(([name = '', version = '']) => (name.endsWith('.noarch') ? [`${name} ${version}`] : []));
}

describe('snapshot derive', () => {
  it('makes a snapshot that dnf reads: what is held is older, all else as it was', async () => {
    const made = await scene.saltern([
      'snapshot',
      'derive',
      second,
      '--label',
      'old',
      '--hold',
      'lib=1',
      '--hold',
      'app=1',
    ]);

    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('signature of the parent') });
    expect(made.stdout).toContain(`created ${second}.old  from ${second}`);
    expect(await askDnf(`${second}.old`)).toEqual(['app.noarch 1-1', 'cron.noarch 1.0-1', 'lib.noarch 1-1']);
    const { stdout } = await scene.saltern(['snapshot', 'show', `${second}.old`, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      manifest: {
        derivedFrom: { id: second },
        members: [{ items: [{ kind: 'module', name: 'nodejs:18' }], packages: [{}, {}, {}] }],
      },
    });
  });

  it('is whole by its own check, and the log knows who made it', async () => {
    await scene.saltern(['snapshot', 'derive', second, '--label', 'whole', '--hold', 'app=1']);

    const log = scene.read('mirror/audit.ndjson').trim().split('\n');

    expect(JSON.parse(log.at(-1) ?? '')).toMatchObject({
      action: 'derive',
      by: 'tester@here',
      snapshot: { id: `${second}.whole` },
    });
    expect(await scene.saltern(['snapshot', 'diff', second, `${second}.whole`])).toMatchObject({
      stdout: expect.stringContaining('1 downgraded'),
    });
  });

  it('is never latest, and the next snapshot of the mirror does not mind it', async () => {
    await scene.saltern(['snapshot', 'derive', second, '--label', 'aside', '--hold', 'app=1']);

    const { stdout } = await scene.saltern(['snapshot', 'show', 'latest']);

    expect(stdout).toMatch(new RegExp(`^${second} `));
    expect(await take()).toBe(second);
  });

  it('shows what would change and makes nothing with --dry-run', async () => {
    const preview = await scene.saltern([
      'snapshot',
      'derive',
      second,
      '--label',
      'dry',
      '--hold',
      'app=1',
      '--dry-run',
    ]);

    expect(preview.code).toBe(0);
    expect(preview.stdout).toMatch(/would create .*\.dry/);
    expect(preview.stdout).toMatch(/base +downgraded +app +2-1 +1-1/);
    expect(preview.stdout).toMatch(/\d KiB beside what is there/);
    expect((await scene.saltern(['snapshot', 'list'])).stdout).not.toContain('.dry');
  });

  it('makes none where something could be installed before and cannot any more, and says what and why', async () => {
    const refused = await scene.saltern(['snapshot', 'derive', second, '--label', 'broken', '--hold', 'lib=1']);

    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('not created');
    expect(refused.stdout).toContain('base: app-2-1.noarch cannot be installed any more');
    expect(refused.stdout).toContain('nothing provides lib >= 2 needed by app-2-1.noarch');
    expect((await scene.saltern(['snapshot', 'list'])).stdout).not.toContain('.broken');
  });

  it('makes it all the same with --allow-broken, and the log says that', async () => {
    const made = await scene.saltern([
      'snapshot',
      'derive',
      second,
      '--label',
      'forced',
      '--hold',
      'lib=1',
      '--allow-broken',
    ]);

    expect(made).toMatchObject({ code: 0, stdout: expect.stringContaining('cannot be installed any more') });
    expect(scene.read('mirror/audit.ndjson')).toContain('whatever breaks');
  });

  it('adds an RPM from a folder, in the place of the older one', async () => {
    const argv = ['snapshot', 'derive', first, '--label', 'cve', '--add', join(files, 'new'), '--replace'];

    const made = await scene.saltern(argv);

    expect(made.stdout).toMatch(/base +upgraded +lib +1-1 +3-1/);
    expect(await askDnf(`${first}.cve`)).toEqual(['app.noarch 1-1', 'cron.noarch 1.0-1', 'lib.noarch 3-1']);
    const bytes = await execa('rpmkeys', [
      '--checksig',
      '--nosignature',
      join(scene.directory, 'mirror/snapshots', `${first}.cve`, 'base/Packages/lib-3-1.noarch.rpm'),
    ]);
    expect(bytes.stdout).toContain('digests OK');
  });

  it('adds packages of another snapshot, beside those that are there', async () => {
    const argv = [
      'snapshot',
      'derive',
      first,
      '--label',
      'newer',
      '--add-from',
      `${second}:lib`,
      '--add-from',
      `${second}:app-2-1`,
    ];

    const made = await scene.saltern(argv);

    expect(made.code).toBe(0);
    expect(await askDnf(`${first}.newer`)).toEqual([
      'app.noarch 1-1',
      'app.noarch 2-1',
      'cron.noarch 1.0-1',
      'lib.noarch 1-1',
      'lib.noarch 2-1',
    ]);
  });

  it('says whose dnf looked: that of the images of the platforms, or of this machine where somebody wants that', async () => {
    const argv = ['snapshot', 'derive', second, '--label', 'whose', '--hold', 'app=1', '--dry-run'];

    const inImage = await scene.saltern(argv);
    const here = await scene.saltern([...argv, '--solver', 'machine']);

    expect(inImage.stderr).toContain('asking dnf in here');
    expect(inImage.stdout).toMatch(/^solver: dnf 4\.\S+ in here, beside \d+ packages? of its image$/m);
    expect(here.stderr).not.toContain('asking dnf');
    expect(here.stdout).toMatch(/^solver: dnf 4\.\S+ of this machine, without the packages of an image$/m);
  });

  it('refuses what could not be installed from the beginning', async () => {
    const refused = await scene.saltern([
      'snapshot',
      'derive',
      first,
      '--label',
      'half',
      '--add-from',
      `${second}:app`,
    ]);

    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('base: app-2-1.noarch cannot be installed\n'),
    });
  });

  it('applies the holds beside the policy, with no flag', async () => {
    scene.write(
      'holds/app.yml',
      'package: app\nmost: "1"\nreason: crashes\nauthor: jane\ncreated: 2020-01-01\nexpires: 2100-01-01\n',
    );
    scene.write(
      'holds/old.yml',
      'package: cron\nmost: "0"\nreason: over\nauthor: jane\ncreated: 2020-01-01\nexpires: 2020-02-01\n',
    );

    const made = await scene.saltern(['snapshot', 'derive', second, '--label', 'policy']);
    rmSync(join(scene.directory, 'holds'), { recursive: true });

    expect(made.stdout).toMatch(/base +downgraded +app +2-1 +1-1/);
    expect(made.stdout).toContain('1 downgraded;');
  });

  it('makes none where nothing changes', async () => {
    const same = await scene.saltern(['snapshot', 'derive', first, '--label', 'same', '--hold', 'lib=7']);

    expect(same).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing changes') });
    expect((await scene.saltern(['snapshot', 'list'])).stdout).not.toContain('.same');
  });

  it('gives the same again where it is there already', async () => {
    const argv = ['snapshot', 'derive', second, '--label', 'twice', '--hold', 'app=1'];
    await scene.saltern(argv);

    const again = await scene.saltern(argv);

    expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/^already there: .*\.twice/) });
  });
});

it('finds what a hold lets through in what was derived before, where the snapshots that had it first are gone', async () => {
  await using other = await attackScene({ packages: FIRST });
  const nights = [];
  for (const packages of [FIRST, SECOND, [...SECOND, { name: 'more' }]]) {
    await other.moveMirror(packages);
    nights.push((JSON.parse((await other.saltern(['snapshot', 'create', '--json'])).stdout) as { id: string }).id);
  }
  const derive = (id = '') => other.saltern(['snapshot', 'derive', id, '--label', 'old', '--hold', 'app=1']);
  await derive(nights[1]);
  const gone = join(other.directory, 'mirror/snapshots', nights[0] ?? '');
  await execa('chmod', ['-R', 'u+w', gone]);
  rmSync(gone, { recursive: true });

  const made = await derive(nights[2]);

  expect(made, made.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/downgraded +app +2-1 +1-1/) });
});

describe('snapshot derive where an image has no dnf 4', () => {
  it('asks the dnf of this machine and says why; nothing less than images is an error that says so too', async () => {
    const answers = [{ match: 'hawkey', code: 97, stderr: 'it has no dnf\n' }];
    await using other = await attackScene({
      packages: FIRST,
      more: { platforms: { here: { fake: { exec: 'host', answers } } } },
    });
    await other.saltern(['snapshot', 'create']);
    const argv = ['snapshot', 'derive', 'latest', '--label', 'x', '--hold', 'cron'];

    const strict = await other.saltern([...argv, '--solver', 'images']);
    const anyhow = await other.saltern(argv);

    expect(strict).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("dnf cannot be asked in 'here': it has no dnf"),
    });
    expect(anyhow).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("dnf cannot be asked in 'here': it has no dnf"),
    });
    expect(anyhow.stdout).toMatch(/^solver: dnf 4\.\S+ of this machine, without the packages of an image$/m);
  });
});

describe('snapshot derive of a repository as others write it', () => {
  it('keeps a file dependency together with what has the file', async () => {
    await using other = await attackScene();
    other.write(
      'saltern.yml',
      `${other.read('saltern.yml')}\nsnapshots: { root: mirror, repositories: { '*': [base] } }\n`,
    );
    const root = join(other.directory, 'mirror');
    await writeTinyRepository(root, 'base', [
      { name: 'tool', version: '1' },
      { name: 'user', requires: ['/usr/share/tiny/tool'] },
    ]);
    const { code } = await other.saltern(['snapshot', 'create']);

    const refused = await other.saltern(['snapshot', 'derive', 'latest', '--label', 'x', '--hold', 'tool']);

    expect(code).toBe(0);
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('base: user-1.0-1.noarch cannot be installed any more'),
    });
  });
});
