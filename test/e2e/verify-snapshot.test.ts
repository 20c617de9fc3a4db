import { chmodSync, cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { type SigningKeys, signingKeys } from '../support/signing-keys.ts';
import { buildTinyRpm } from '../support/tiny-repository.ts';

let folder: string;
let keys: SigningKeys;
let own: string;
let over: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'saltern-signed-'));
  keys = signingKeys();
  own = await keys.make('own');
  await keys.make('other');
  over = await keys.make('over', { at: '20250101T000000', expires: '30d' });
  await buildTinyRpm({ name: 'alpha' }, folder);
});
afterAll(async () => {
  await keys[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Signed {
  /** Who signs the package. Default: nobody. */
  readonly rpm?: string;
  /** Who signs repomd.xml. Default: nobody. */
  readonly metadata?: string;
  /** What the project says of keys. Default: `own`. */
  readonly keys?: unknown;
}

const PAST = '20250102T000000';

/** A snapshot of a repository that is signed so. */
async function signedScene({ rpm, metadata, keys: said = { base: [own] } }: Signed): Promise<AttackScene> {
  const snapshots = { root: 'mirror', repositories: { '*': ['base'] }, keys: said };
  const scene = await attackScene({ more: { snapshots } });
  const mirror = join(scene.directory, 'mirror/base-latest');
  cpSync(join(folder, 'alpha-1.0-1.noarch.rpm'), join(mirror, 'alpha-1.0-1.noarch.rpm'));
  const at = (name: string) => (name === 'over' ? PAST : undefined);
  if (rpm !== undefined) await keys.signRpms(rpm, [join(mirror, 'alpha-1.0-1.noarch.rpm')], at(rpm));
  await execa('createrepo_c', ['--quiet', mirror]);
  if (metadata !== undefined) await keys.signFile(metadata, join(mirror, 'repodata/repomd.xml'), at(metadata));
  const { code, stderr } = await scene.saltern(['snapshot', 'create']);
  if (code !== 0) throw new Error(stderr);
  return scene;
}

describe('snapshot verify', () => {
  it('says that a snapshot is whole, and that nobody looked at signatures without keys', async () => {
    await using scene = await signedScene({ keys: { extras: [own] } });

    const said = await scene.saltern(['snapshot', 'verify', '--full']);

    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+ {2}whole\n {2}no keys for base/) });
  });

  it('is content with what is signed by a key of the project', async () => {
    await using scene = await signedScene({ rpm: 'own', metadata: 'own' });

    const said = await scene.saltern(['snapshot', 'verify']);

    expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\S+ {2}whole\n$/) });
  });

  it('takes a key that is no text, as gpg exports it', async () => {
    const plain = join(folder, 'own.gpg');
    const text = readFileSync(own, 'utf8').replace(/^[\s\S]*?\n\n([\s\S]*?)\n=[\s\S]*$/, '$1');
    writeFileSync(plain, Buffer.from(text, 'base64'));
    await using scene = await signedScene({ rpm: 'own', metadata: 'own', keys: { base: [plain] } });
    await using other = await signedScene({ rpm: 'other', metadata: 'own', keys: { base: [plain] } });

    const said = [await scene.saltern(['snapshot', 'verify']), await other.saltern(['snapshot', 'verify'])];

    expect(said.map(({ code }) => code)).toEqual([0, 1]);
    expect(said[1]?.stdout).toContain('base: signed by a key that is not configured');
  });

  it('tells each way apart in which a signature does not hold', async () => {
    await using unsigned = await signedScene({});
    await using wrong = await signedScene({ rpm: 'other', metadata: 'other' });
    await using expired = await signedScene({ rpm: 'over', metadata: 'over', keys: { 'b*': [over] } });

    const said = [];
    for (const scene of [unsigned, wrong, expired]) said.push(await scene.saltern(['snapshot', 'verify', '--json']));

    expect(said.map(({ code }) => code)).toEqual([1, 1, 1]);
    const troubles = said.map(({ stdout }) => {
      const [{ findings }] = JSON.parse(stdout) as [{ findings: readonly { file: string; trouble: string }[] }];
      return findings.map(({ file, trouble }) => `${file.split('/').at(-1)} ${trouble}`);
    });
    expect(troubles).toEqual([
      ['repomd.xml unsigned', 'alpha-1.0-1.noarch.rpm unsigned'],
      ['repomd.xml unknown-key', 'alpha-1.0-1.noarch.rpm unknown-key'],
      ['repomd.xml expired-key', 'alpha-1.0-1.noarch.rpm expired-key'],
    ]);
  });

  it('names the files for a person', async () => {
    await using scene = await signedScene({ rpm: 'other', metadata: 'own' });

    const said = await scene.saltern(['snapshot', 'verify']);

    expect(said.stdout).toMatch(
      /base: signed by a key that is not configured, [0-9A-F]{8,40}\n {4}alpha-1\.0-1\.noarch\.rpm\n/,
    );
  });

  it('finds metadata that was signed and then changed', async () => {
    await using scene = await signedScene({ rpm: 'own' });
    const mirror = join(scene.directory, 'mirror/base-latest/repodata');
    const text = readFileSync(join(mirror, 'repomd.xml'), 'utf8');
    writeFileSync(join(scene.directory, 'repomd.xml'), text.replace('<revision>', '<revision>1'));
    await keys.signFile('own', join(scene.directory, 'repomd.xml'));
    renameSync(join(scene.directory, 'repomd.xml.asc'), join(mirror, 'repomd.xml.asc'));
    await scene.saltern(['snapshot', 'create']);

    const said = await scene.saltern(['snapshot', 'verify']);

    expect(said).toMatchObject({ code: 1, stdout: expect.stringContaining('base: changed since it was signed') });
  });

  it('wants no signature of metadata where the project says that there is none', async () => {
    await using scene = await signedScene({ rpm: 'own', keys: { base: { files: [own], metadata: false } } });

    expect((await scene.saltern(['snapshot', 'verify'])).code).toBe(0);
  });

  it('finds a byte that was changed in a package, also with its time set back, and says in which of all snapshots', async () => {
    await using scene = await signedScene({ keys: {} });
    const { stdout } = await scene.saltern(['snapshot', 'list', '--json']);
    const [{ id }] = JSON.parse(stdout) as [{ id: string }];
    const file = join(scene.directory, 'mirror/snapshots', id, 'base/alpha-1.0-1.noarch.rpm');
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    chmodSync(file, 0o644);
    writeFileSync(file, bytes);

    const said = await scene.saltern(['snapshot', 'verify', '--all', '--full']);

    expect(said).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/DAMAGED\n.*'alpha-1\.0-1\.noarch\.rpm' was changed/),
    });
  });

  it('names the snapshot that is damaged, whatever it was asked for, and so does the list', async () => {
    await using scene = await signedScene({ keys: {} });
    const { stdout } = await scene.saltern(['snapshot', 'list', '--json']);
    const [{ id }] = JSON.parse(stdout) as [{ id: string }];
    rmSync(join(scene.directory, 'mirror/snapshots', id, 'summary.json'));

    const said = await scene.saltern(['snapshot', 'verify', 'latest']);
    const list = await scene.saltern(['snapshot', 'list']);

    expect(said).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(new RegExp(`^${id}  DAMAGED\n.*its summary\\.json cannot be read`)),
    });
    expect(list.stderr).toContain(`Snapshot '${id}' is left out: \`saltern snapshot verify ${id}\` says`);
  });

  it.each([
    ['a snapshot that is not there', ['20200101T000000'], 2, /no snapshot or channel/],
    ['a snapshot and all', ['latest', '--all'], 2, /cannot go together/],
  ])('refuses %s', async (_what, argv, code, message) => {
    await using scene = await signedScene({ keys: {} });

    expect(await scene.saltern(['snapshot', 'verify', ...argv])).toMatchObject({
      code,
      stderr: expect.stringMatching(message),
    });
  });

  it('cannot say where a program is missing, or a key is none', async () => {
    await using scene = await signedScene({ rpm: 'own', metadata: 'own' });
    await using bad = await signedScene({ keys: { base: ['gate.yml'] } });
    await using none = await signedScene({ keys: { base: ['none.asc'] } });

    const missing = await scene.saltern(['snapshot', 'verify'], { environment: { PATH: '/nowhere' } });
    const noKey = await bad.saltern(['snapshot', 'verify']);
    const noFile = await none.saltern(['snapshot', 'verify']);

    expect(missing).toMatchObject({ code: 3, stderr: expect.stringContaining("There is no 'gpg' on this machine") });
    expect(noKey).toMatchObject({ code: 2, stderr: expect.stringContaining('holds no public key') });
    expect(noFile).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/none\.asc' cannot be read: it is not there/),
    });
  });
});
