import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { DRIVERS } from '../../drivers/index.ts';
import { describeConfig } from '../../src/app/describe-config.ts';
import { initFormula, type InitResult } from '../../src/app/init-formula.ts';
import { selectFleet } from '../../src/app/select-fleet.ts';
import { fakeApp } from '../support/fake-app.ts';

const FILES = {
  'demo/init.sls': '',
  'demo/more.sls': '',
  'demo/all.sls': '',
  'pillar/a.sls': 'a: 1\n',
  'test/states/init.sls': '',
  'test/b.sls': 'b: 1\n',
};
const PLATFORMS = `platforms:
  - { name: centos-stream9-3007-9, driver: { image: 'registry.example/nine' } }
  - { name: debian-12-3007-9, driver: { image: 'registry.example/twelve' } }
`;

interface Written extends InitResult {
  /** Every value of every instance, by the instance's name. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What `saltern init` makes of a kitchen.yml, as the loader settles it. */
async function takeOver(kitchen: string): Promise<Written> {
  const app = fakeApp({}, { driverNames: Object.keys(DRIVERS) });
  for (const [name, text] of Object.entries({ ...FILES, 'kitchen.yml': kitchen })) {
    mkdirSync(dirname(join(app.cwd, name)), { recursive: true });
    writeFileSync(join(app.cwd, name), text);
  }
  const result = await initFormula(app, { directory: '.', isForced: false });
  const { selected } = await selectFleet(app, [], {});
  const rows = selected.map(async ({ name }) => {
    const values = await describeConfig(app, name, {});
    return [name, Object.fromEntries(values.map(({ path, value }) => [path, value]))] as const;
  });
  return { ...result, settings: Object.fromEntries(await Promise.all(rows)) };
}

const DEBIAN = 'demo-default-debian-12';

describe('a false pass by what init dropped of kitchen.yml:', () => {
  it.each<[what: string, provisioner: string, setting: string, value: unknown]>([
    [
      'folders of pillar',
      'pillars_from_directories: [pillar]',
      'pillar-directories',
      [expect.stringMatching(/\/pillar$/)],
    ],
    [
      'inline pillar',
      "pillars: { top.sls: { base: { '*': [a] } }, a.sls: { demo: { up: true } } }",
      'pillar.demo.up',
      true,
    ],
    ['grains', 'grains: { noservices: true }', 'grains.noservices', true],
    ['more of the minion', 'salt_minion_extra_config: { state_verbose: false }', 'minion.state_verbose', false],
    ['the minion id', 'salt_minion_id: web1', 'minion.id', 'web1'],
    ['a second state', "state_top: { base: { '*': [demo, demo.more] } }", 'states', ['demo', 'demo.more']],
    ['a compound target', "state_top: { base: { 'G@a:b or *': [demo.b] } }", 'top.base.G@a:b or *', ['demo.b']],
    [
      'dependencies from git',
      'dependencies: [{ name: x, repo: git, source: https://h.example/x }]',
      'depends',
      [{ git: 'https://h.example/x', name: 'x' }],
    ],
    ['commands before Salt', 'init_environment: prepare it', 'hooks.0.run', 'prepare it'],
  ])('%s of a suite', async (_, provisioner, setting, value) => {
    const { settings, leftOut } = await takeOver(
      `${PLATFORMS}suites: [{ name: default, provisioner: { ${provisioner} } }]\n`,
    );

    expect(settings[DEBIAN]?.[setting]).toEqual(value);
    expect(leftOut).toEqual([]);
  });

  it.each<[what: string, provisioner: string, setting: string, value: unknown]>([
    ['states', "state_top: { base: { '*': [demo.all] } }", 'states', ['demo.all']],
    ['grains', 'grains: { noservices: true }', 'grains.noservices', true],
    [
      'folders of pillar',
      'pillars_from_directories: [pillar]',
      'pillar-directories',
      [expect.stringMatching(/\/pillar$/)],
    ],
  ])('%s that stand above all suites', async (_, provisioner, setting, value) => {
    const { settings } = await takeOver(
      `provisioner: { formula: demo, ${provisioner} }\n${PLATFORMS}suites: [{ name: default }, { name: other, provisioner: { grains: { a: b } } }]\n`,
    );

    expect(settings[DEBIAN]?.[setting]).toEqual(value);
    expect(settings['demo-other-debian-12']?.[setting]).toEqual(value);
    expect(settings['demo-other-debian-12']?.['grains.a']).toBe('b');
  });

  it.each([
    ['includes by name', 'includes: [debian-12-3007-9]'],
    ['includes by pattern', "includes: ['/^debian/']"],
    ['excludes by name', 'excludes: [centos-stream9-3007-9]'],
    ['excludes by pattern', "excludes: ['/centos/']"],
    ['includes, which win over excludes', 'includes: [debian-12-3007-9], excludes: [debian-12-3007-9]'],
  ])('a suite that is for one platform only runs nowhere else: %s', async (_, words) => {
    const { settings } = await takeOver(`${PLATFORMS}suites: [{ name: default, ${words} }]\n`);

    expect(Object.keys(settings)).toEqual([DEBIAN]);
  });

  it.each([
    ['of the suite', `${PLATFORMS}suites: [{ name: default, driver: { hostname: example.net } }]\n`],
    ['of all', `driver: { name: docker, hostname: example.net }\n${PLATFORMS}suites: [{ name: default }]\n`],
  ])('the host name %s', async (_, kitchen) => {
    const { settings } = await takeOver(kitchen);

    expect(settings[DEBIAN]?.['docker.hostname']).toBe('example.net');
  });

  it('debian is tested on debian, with its own image and the Salt in it', async () => {
    const { settings } = await takeOver(
      `provisioner: { salt_install: none }\nplatforms: [{ name: debian-12-3007-9, driver: { image: 'registry.example/twelve' } }]\nsuites: [{ name: default }]\n`,
    );

    expect(Object.keys(settings)).toEqual([DEBIAN]);
    expect(settings[DEBIAN]).toMatchObject({ 'docker.image': 'registry.example/twelve', 'salt.from': 'image' });
  });

  it.each([
    ['tests', 'verifier: { name: inspec }', 'verifier'],
    ['a dry run', 'provisioner: { dry_run: true }', 'provisioner.dry_run'],
    ['a key that nobody knows', 'seed: 7', 'seed'],
    [
      'a pillar file that is gone',
      'provisioner: { pillars_from_files: { x.sls: gone.sls } }',
      'provisioner.pillars_from_files.x.sls',
    ],
    [
      'a pillar folder that is gone',
      'provisioner: { pillars_from_directories: [gone] }',
      'provisioner.pillars_from_directories.gone',
    ],
    [
      'a dependency that is gone',
      'provisioner: { dependencies: [{ name: x, path: gone }] }',
      'provisioner.dependencies.x',
    ],
    ['packages of Salt', 'provisioner: { dependencies: [{ name: x, repo: spm }] }', 'provisioner.dependencies.x'],
    ['secrets', 'provisioner: { gpg_key: ABC }', 'provisioner.gpg_key'],
  ])('%s cannot be taken, and are named with their place', async (_, words, what) => {
    const { leftOut } = await takeOver(`${words}\n${PLATFORMS}suites: [{ name: default }]\n`);

    expect(leftOut).toEqual([
      { what, place: expect.objectContaining({ file: 'kitchen.yml', line: 1 }), why: expect.stringMatching(/\w/) },
    ]);
  });

  it('words of another driver are not taken for those of containers', async () => {
    const { leftOut, settings } = await takeOver(
      `driver: { name: vagrant, memory: 512 }\nplatforms: [{ name: centos-stream9 }]\nsuites: [{ name: default }]\n`,
    );

    expect(leftOut).toMatchObject([{ what: 'driver', why: expect.stringContaining("'vagrant'") }]);
    expect(Object.keys(settings['demo-default-centos-stream-9'] ?? {})).not.toContain('docker.memory');
  });

  it('a kitchen.yml that nobody ends writing is no reason to wait', async () => {
    const app = fakeApp({ 'demo/init.sls': '' });
    await execa('mkfifo', [join(app.cwd, 'kitchen.yml')]);

    const { leftOut } = await initFormula(app, { directory: '.', isForced: false });

    expect(leftOut).toMatchObject([{ what: 'kitchen.yml', why: 'it cannot be read: it is a FIFO, not a file' }]);
  });
});

describe('a false pass by a suite that nobody wrote:', () => {
  it.each([
    ['of a shell script', 'suites: [{ name: sh, provisioner: { name: shell, script: x.sh } }, { name: own }]\n', 'sh'],
    ['of Chef, in short', 'suites: [{ name: cook, provisioner: chef_zero }, { name: own }]\n', 'cook'],
    [
      'of none at all, beside Salt',
      'provisioner: { name: dummy }\nsuites: [{ name: none }, { name: own, provisioner: { name: salt_solo } }]\n',
      'none',
    ],
  ])('one %s does not become one that applies the formula', async (_, kitchen, name) => {
    const { settings, leftOut } = await takeOver(`${PLATFORMS}${kitchen}`);

    expect(Object.keys(settings)).toEqual(['demo-own-centos-stream-9', DEBIAN.replace('default', 'own')]);
    expect(leftOut.map(({ what }) => what)).toContain(`suites.${name}`);
  });

  it('states that are nowhere are told before anything runs', async () => {
    const taken = takeOver(
      `${PLATFORMS}suites: [{ name: default, provisioner: { state_top: { base: { '*': [demo, demo.gone] } } } }]\n`,
    );

    await expect(taken).rejects.toMatchObject({
      problems: [{ file: 'saltern.yml', message: expect.stringContaining("'demo.gone'") }],
    });
  });

  it('a suite file that somebody wrote is not replaced by one of init', async () => {
    const app = fakeApp(
      { 'a-formula/a/init.sls': '', 'a-formula/saltern.suite.yml': 'formula: .\nsuites: { mine: {} }\n' },
      { driverNames: Object.keys(DRIVERS) },
    );

    const { instances, kept } = await initFormula(app, { directory: '.', isForced: false });

    expect(instances).toEqual(['a-mine-centos-stream-9']);
    expect(kept).toHaveLength(1);
  });

  it.each([
    ['names what looks like an option', "base: { '--out=x': [web] }\n"],
    ['climbs out of the project', "base: { '../../etc': [web] }\n"],
    ['orders a terminal about', 'base: { "\\e[2Jweb": [web] }\n'],
  ])('a top file that %s makes no suite of it', async (_, top) => {
    const app = fakeApp({ 'top.sls': top, 'web/init.sls': '' }, { driverNames: Object.keys(DRIVERS) });

    const { instances, leftOut } = await initFormula(app, { directory: '.', isForced: false });

    expect(instances.map((name) => name.split('-').slice(-4).join('-'))).toEqual(['default-centos-stream-9']);
    expect(leftOut).toHaveLength(1);
  });
});

describe('a look at a repository of somebody else', () => {
  it('runs nothing of it, though Salt is on this machine', async () => {
    const app = fakeApp({
      'demo/init.sls': "{{ salt['cmd.run']('touch /tmp/x') }}\n",
      'bin/salt-call': '#!/bin/sh\ntouch ran\n',
    });
    chmodSync(join(app.cwd, 'bin/salt-call'), 0o755);

    await initFormula({ ...app, environment: { PATH: `${app.cwd}/bin` } }, { directory: '.', isForced: false });

    expect(existsSync(join(app.cwd, 'ran'))).toBe(false);
  });

  it('writes nothing through a .gitignore that is a link to elsewhere', async () => {
    const app = fakeApp({ 'demo/init.sls': '', '.git/HEAD': '', 'outside/file': 'mine\n' });
    symlinkSync(join(app.cwd, 'outside/file'), join(app.cwd, '.gitignore'));

    await initFormula(app, { directory: '.', isForced: false });

    expect(readFileSync(join(app.cwd, 'outside/file'), 'utf8')).toBe('mine\n');
  });

  it.each([
    ['the schema', '.saltern/schema.json', '../outside/file'],
    ['the folder of the schema', '.saltern', 'outside'],
    ['a project file that is replaced', 'saltern.yml', 'outside/file'],
    ['a suite file that is replaced', 'b-formula/saltern.suite.yml', '../outside/file'],
  ])('writes nothing through a link in the place of %s', async (_, link, target) => {
    const app = fakeApp({ 'b-formula/b/init.sls': '', 'outside/file': 'mine\n' });
    mkdirSync(dirname(join(app.cwd, link)), { recursive: true });
    symlinkSync(target, join(app.cwd, link));

    await initFormula(app, { directory: '.', isForced: true });

    expect(readFileSync(join(app.cwd, 'outside/file'), 'utf8')).toBe('mine\n');
    expect(readdirSync(join(app.cwd, 'outside'))).toEqual(['file']);
  });

  it('does not take a link in the place of saltern.yml for a file to write, unless it is told to', async () => {
    const app = fakeApp({ 'demo/init.sls': '', 'outside/file': 'mine\n' });
    symlinkSync(join(app.cwd, 'outside/file'), join(app.cwd, 'saltern.yml'));

    await expect(initFormula(app, { directory: '.', isForced: false })).rejects.toMatchObject({ code: 'USAGE' });

    expect(readFileSync(join(app.cwd, 'outside/file'), 'utf8')).toBe('mine\n');
  });
});
