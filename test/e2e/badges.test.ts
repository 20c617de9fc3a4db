import { chmodSync, lstatSync, mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { fails, passes } from '../support/pretended-project.ts';

const HOUR_MS = 3_600_000;
const MARKED = '# Fleet\r\n\r\n<!-- saltern:badges -->\r\n<!-- /saltern:badges -->\r\n\r\nAnd more.\r\n';
const TABLE = [
  '| Formula | Nightly Build Status | Supported OS |',
  '| --- | --- | --- |',
  '| my\\_demo | ![Build status of my\\_demo](.saltern/badges/my_demo.svg) | ![CentOS 7](.saltern/badges/my_demo-centos-7.svg) ![CentOS 9](.saltern/badges/my_demo-centos-stream-9.svg) |',
];

let scene: AttackScene;
beforeEach(async () => {
  scene = await open({ default: passes });
});
afterEach(async () => {
  await scene[Symbol.asyncDispose]();
});

async function open(suites: Readonly<Record<string, unknown>>, more: object = {}): Promise<AttackScene> {
  const here = () => ({ fake: { exec: 'host' } });
  return await attackScene({
    suites,
    more: { 'formula-name': 'my_demo', platforms: { 'centos-7': here(), 'centos-stream-9': here() }, ...more },
    policy: "channels: { stable: { require: [{ suites: '*', platforms: '*' }], max-age: 36h } }\n",
  });
}

function titleOf(path: string): string | undefined {
  return /<title>(.*)<\/title>/.exec(scene.read(path))?.[1];
}

function fileOf(name: string): string {
  return join(scene.directory, name);
}

describe('saltern badges', () => {
  it('draws every badge before anything was tested, and says so', async () => {
    const { code, stdout } = await scene.saltern(['badges']);

    expect(code).toBe(0);
    expect(stdout).toBe('3 badges in .saltern/badges: 1 formula, 1 unknown\n');
    expect(titleOf('.saltern/badges/my_demo.svg')).toBe('my_demo: unknown');
    expect(JSON.parse(scene.read('.saltern/badges/my_demo-centos-7.json'))).toMatchObject({ schemaVersion: 1 });
  });

  it('speaks of the newest verdicts where there were no nights', async () => {
    await scene.saltern(['test']);

    const { stdout } = await scene.saltern(['badges', '--json']);

    const said: unknown = JSON.parse(stdout);
    expect(said).toMatchObject({
      directory: fileOf('.saltern/badges'),
      readme: null,
      badges: [
        { fileName: 'my_demo.svg', platform: null, outcome: 'pass', message: '2/2 passing', origin: 'newest' },
        { fileName: 'my_demo-centos-7.svg', platform: 'centos-7', message: 'passing' },
        { fileName: 'my_demo-centos-stream-9.svg', platform: 'centos-stream-9', message: 'passing' },
      ],
    });
  });

  it('puts them into another folder too, and takes away there what the project no longer has', async () => {
    mkdirSync(fileOf('docs'), { recursive: true });
    scene.write('docs/logo.svg', '<svg>mine</svg>');
    await scene.saltern(['badges', '--output', 'docs']);
    scene.write('saltern.yml', scene.read('saltern.yml').replace(/ {2}centos-7:\n( {4}.*\n)+/, ''));

    const { stdout } = await scene.saltern(['badges', '--output', 'docs']);

    expect(stdout).toBe('2 badges in docs: 1 formula, 1 unknown\n');
    expect(titleOf('docs/my_demo-centos-stream-9.svg')).toContain('unknown');
    expect(() => statSync(fileOf('docs/my_demo-centos-7.svg'))).toThrow('ENOENT');
    expect(() => statSync(fileOf('docs/my_demo-centos-7.json'))).toThrow('ENOENT');
    expect(scene.read('docs/logo.svg')).toBe('<svg>mine</svg>');
  });
});

describe('a badge that was drawn', () => {
  it('is stale once it is older than the gate lets results be, whatever verb comes next', async () => {
    await scene.saltern(['test']);
    const before = titleOf('.saltern/badges/my_demo.svg');

    await scene.saltern(['list'], { at: Date.now() + 35 * HOUR_MS });
    const inTime = titleOf('.saltern/badges/my_demo.svg');
    await scene.saltern(['list'], { at: Date.now() + 37 * HOUR_MS });

    expect([before, inTime]).toEqual(['my_demo: 2/2 passing', 'my_demo: 2/2 passing']);
    expect(titleOf('.saltern/badges/my_demo.svg')).toMatch(/^my_demo: stale since \d+ \w+ \d{4}$/);
    expect(titleOf('.saltern/badges/my_demo-centos-7.svg')).toMatch(/stale since/);
  });

  it('speaks again after the next test', async () => {
    await scene.saltern(['test']);
    await scene.saltern(['list'], { at: Date.now() + 37 * HOUR_MS });

    await scene.saltern(['test']);

    expect(titleOf('.saltern/badges/my_demo.svg')).toBe('my_demo: 2/2 passing');
  });
});

describe('the table of badges in a README', () => {
  it('is written between its markers, and nothing else changes', async () => {
    scene.write('README.md', MARKED);

    const { code, stdout } = await scene.saltern(['badges', '--readme', 'README.md']);

    expect(code).toBe(0);
    expect(stdout).toContain('\nREADME.md: table written\n');
    expect(scene.read('README.md')).toBe(
      `# Fleet\r\n\r\n<!-- saltern:badges -->\r\n${TABLE.join('\r\n')}\r\n<!-- /saltern:badges -->\r\n\r\nAnd more.\r\n`,
    );
  });

  it('is the same after a failure: only the pictures change', async () => {
    await using failing = await open({ default: fails });
    failing.write('README.md', MARKED);
    await failing.saltern(['badges', '--readme', 'README.md']);
    const before = statSync(join(failing.directory, 'README.md'));
    await failing.saltern(['test']);

    const { stdout } = await failing.saltern(['badges', '--readme', 'README.md']);

    expect(stdout).toBe('3 badges in .saltern/badges: 1 formula, 1 failing\nREADME.md: nothing to change\n');
    expect(statSync(join(failing.directory, 'README.md'))).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('goes where the project says, with the badges', async () => {
    const badges = { directory: 'docs/badges', readme: 'docs/index.md' };
    await using told = await open({ default: passes }, { reports: { badges } });
    mkdirSync(join(told.directory, 'docs'));
    told.write('docs/index.md', MARKED);

    const { stdout } = await told.saltern(['badges']);

    expect(stdout).toBe('3 badges in docs/badges: 1 formula, 1 unknown\ndocs/index.md: table written\n');
    expect(told.read('docs/index.md')).toContain('![CentOS 7](badges/my_demo-centos-7.svg)');
  });

  it('leaves a link a link, and the file its mode', async () => {
    mkdirSync(fileOf('docs'));
    scene.write('docs/real.md', MARKED);
    chmodSync(fileOf('docs/real.md'), 0o640);
    symlinkSync('docs/real.md', fileOf('README.md'));

    await scene.saltern(['badges', '--readme', 'README.md']);

    expect(lstatSync(fileOf('README.md')).isSymbolicLink()).toBe(true);
    expect(readFileSync(fileOf('docs/real.md'), 'utf8')).toContain('| Formula |');
    expect(statSync(fileOf('docs/real.md')).mode & 0o777).toBe(0o640);
  });

  it('is only looked at with --check, which says by its exit code whether it would change', async () => {
    scene.write('README.md', MARKED);

    const first = await scene.saltern(['badges', '--readme', 'README.md', '--check']);
    const untouched = scene.read('README.md');
    await scene.saltern(['badges', '--readme', 'README.md']);
    const second = await scene.saltern(['badges', '--readme', 'README.md', '--check']);

    expect(first).toMatchObject({ code: 1, stdout: 'README.md: the table of badges would change\n' });
    expect(untouched).toBe(MARKED);
    expect(second).toMatchObject({ code: 0, stdout: 'README.md: the table of badges is as it should be\n' });
  });

  it.each([
    ['has no markers', '# Fleet\n', "README.md:1:1  there is no line '<!-- saltern:badges -->'"],
    [
      'has them twice',
      `${MARKED}\n${MARKED}`,
      "README.md:10:1  '<!-- saltern:badges -->' is there twice: first in line 3",
    ],
  ])('that %s is explained with its lines, and left as it is', async (_, text, problem) => {
    scene.write('README.md', text);

    const { code, stderr } = await scene.saltern(['badges', '--readme', 'README.md']);

    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain("hint: The table stands between two lines: '<!-- saltern:badges -->'");
    expect(scene.read('README.md')).toBe(text);
    expect(() => statSync(fileOf('.saltern/badges'))).toThrow('ENOENT');
  });

  it('that is not there is not made', async () => {
    const { code, stderr } = await scene.saltern(['badges', '--readme', 'READNE.md']);

    expect(code).toBe(2);
    expect(stderr).toContain("'READNE.md', which is to have the table of badges, cannot be read: ");
    expect(() => statSync(fileOf('READNE.md'))).toThrow('ENOENT');
  });

  it('must be named for --check', async () => {
    const { code, stderr } = await scene.saltern(['badges', '--check']);

    expect(code).toBe(2);
    expect(stderr).toContain('saltern badges --check --readme README.md');
  });
});
