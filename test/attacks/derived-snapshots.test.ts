import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { buildTinyRpm } from '../support/tiny-repository.ts';

let scene: AttackScene;
let files: string;
let first: string;
let second: string;

beforeAll(async () => {
  scene = await attackScene({ packages: [{ name: 'alpha', version: '1' }, { name: 'beta' }] });
  first = await take();
  await scene.moveMirror([{ name: 'alpha', version: '2' }, { name: 'beta' }]);
  second = await take();
  files = join(scene.directory, 'files');
  mkdirSync(files);
  await buildTinyRpm({ name: 'alpha', version: '3' }, files);
});
afterAll(() => scene[Symbol.asyncDispose]());

async function take(): Promise<string> {
  const { stdout } = await scene.saltern(['snapshot', 'create', '--json']);
  return (JSON.parse(stdout) as { id: string }).id;
}

function derive(from: string, label: string, ...argv: readonly string[]) {
  return scene.saltern(['snapshot', 'derive', from, '--label', label, ...argv]);
}

const RPM = 'alpha-3-1.noarch.rpm';

/** A copy of the new package to be spoilt. */
function copyRpm(name: string): string {
  const path = join(files, name);
  copyFileSync(join(files, RPM), path);
  chmodSync(path, 0o644);
  return path;
}

function snapshots(): readonly string[] {
  return readdirSync(join(scene.directory, 'mirror/snapshots')).toSorted();
}

describe('a derived snapshot', () => {
  it.each([
    ['a hold that is misspelt', ['--hold', 'alhpa=1'], /about 'alhpa', and no package in any snapshot/],
    ['a hold with a glob that matches nothing', ['--hold', 'gamma*=1'], /about 'gamma\*'/],
    ['a hold whose version nobody has', ['--hold', 'alpha=0.9'], /nothing newer than '0\.9' of 'alpha'/],
    ['a hold of what is no version', ['--hold', 'alpha=1-2-3'], /'1-2-3', which is no version/],
    ['a package of a snapshot that is not there', ['--add-from', '20200101T000000:alpha'], /no snapshot or channel/],
    ['a package that a snapshot does not have', ['--add-from', 'latest:gamma'], /No package of snapshot/],
    ['nothing at all', [], /Nothing is to be changed/],
    ['a file that is no RPM', ['--add', 'gate.yml'], /it is no \.rpm/],
    [
      'a file that is not there',
      ['--add', 'none.rpm'],
      /none\.rpm' cannot be added: it is not there \(ENOENT\)\n  hint: Correct '--add'/,
    ],
    ['a folder without RPMs', ['--add', 'mirror/channels'], /cannot be added|no \.rpm in/],
    ['a package in spite of a hold', ['--hold', 'alpha=2', '--add', `files/${RPM}`], /does not let it through/],
    ['a member that is not there', ['--add', `files/${RPM}`, '--member', 'epel'], /no member 'epel'/],
  ])('is not made of %s', async (_what, argv, message) => {
    const before = snapshots();

    const said = await derive(second, 'x', ...argv);

    expect(said).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
    expect(snapshots()).toEqual(before);
  });

  it.each([
    ['that was cut short', (path: string) => truncateSync(path, readFileSync(path).length - 3)],
    ['with a byte too many', (path: string) => appendFileSync(path, 'x')],
    [
      'with another byte in its payload',
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
        writeFileSync(path, bytes);
      },
    ],
    ['that is text', (path: string) => writeFileSync(path, 'hello')],
    ['that is empty', (path: string) => writeFileSync(path, '')],
  ])('takes no RPM %s', async (_what, spoil) => {
    const path = copyRpm('bad.rpm');
    spoil(path);

    const said = await derive(second, 'bad', '--add', path, '--member', 'base');

    expect(said).toMatchObject({ code: 2, stderr: expect.stringMatching(/bad\.rpm' is damaged, or no package/) });
    // What rpm said of its copy is said of the file.
    expect(said.stderr).not.toContain('overlay');
    expect(snapshots()).not.toContain(`${second}.bad`);
  });

  it('never has another file under a name and version that is there', async () => {
    const folder = join(scene.directory, 'again');
    mkdirSync(folder);
    await buildTinyRpm({ name: 'alpha', version: '2', content: 'other bytes' }, folder);

    const said = await derive(second, 'again', '--add', folder);

    expect(said).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'alpha-2-1.noarch' is in 'base' already, with other bytes"),
    });
  });

  it('never takes the name of another', async () => {
    await derive(second, 'taken', '--hold', 'alpha=1');

    const other = await derive(second, 'taken', '--hold', 'beta');

    expect(other).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is there already, and holds something else'),
    });
  });

  it.each([['../x'], ['.x'], ['a/b'], ['a b'], ['x'.repeat(81)], ['']])('has no label like %j', async (label) => {
    expect(await derive(second, label, '--hold', 'alpha=1')).toMatchObject({ code: 2 });
  });

  it('can be derived from again, and names its own parent', async () => {
    await derive(second, 'once', '--hold', 'alpha=1');

    const again = await derive(`${second}.once`, 'twice', '--add', join(files, RPM), '--replace');

    expect(again).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`created ${second}.once.twice  from ${second}.once`),
    });
    const summary = JSON.parse(scene.read(`mirror/snapshots/${second}.once.twice/summary.json`)) as {
      derivedFrom: unknown;
    };
    expect(summary.derivedFrom).toMatchObject({ id: `${second}.once` });
  });

  it('is judged by results of its own: none of its parent counts', async () => {
    await scene.saltern(['test', '--snapshot', second]);
    await derive(second, 'untested', '--hold', 'alpha=1');

    const parent = await scene.saltern(['gate', 'check', '--snapshot', second]);
    const derived = await scene.saltern(['gate', 'check', '--snapshot', `${second}.untested`]);

    expect(parent.code).toBe(0);
    expect(derived).toMatchObject({ code: 1, stdout: expect.stringContaining('MISSING') });
  });

  it('is not made of a parent that is damaged', async () => {
    await scene.moveMirror([
      { name: 'alpha', version: '2' },
      { name: 'beta', version: '9' },
    ]);
    const third = await take();
    const file = join(scene.directory, 'mirror/snapshots', third, 'base/Packages/beta-9-1.noarch.rpm');
    chmodSync(file, 0o644);
    appendFileSync(file, 'x');

    const said = await derive(third, 'x', '--hold', 'alpha=1');

    expect(said).toMatchObject({ code: 3, stderr: expect.stringMatching(/is damaged: .*beta-9-1\.noarch\.rpm/) });
    expect(snapshots()).not.toContain(`${third}.x`);
  });

  it('cannot be made where nobody can say what it breaks, unless somebody wants that', async () => {
    const environment = { PATH: '/nowhere' };
    const argv = ['snapshot', 'derive', first, '--label', 'blind', '--hold', 'beta', '--solver', 'machine'];

    const blind = await scene.saltern(argv, { environment });
    const wanted = await scene.saltern([...argv, '--allow-broken'], { environment });

    expect(blind).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('nobody can say whether packages can be installed'),
    });
    expect(wanted).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('nobody asked whether packages can be installed'),
    });
  });
});
