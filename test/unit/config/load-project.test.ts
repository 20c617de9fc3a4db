import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeKey } from '../../../src/verify/goss/document.ts';
import { load, projectFolder } from './project-folder.ts';

const SSH = `
formula: formulas/ops-ssh
platforms: [centos-7, centos-stream-9]
suites: { default: { states: [ops-ssh] } }
`;

test('known platforms need no further words', async () => {
  await using folder = await projectFolder({ 'saltern.yml': SSH });

  const project = await load(folder);

  expect(project.instances.map(({ name }) => name)).toEqual([
    'ops-ssh-default-centos-7',
    'ops-ssh-default-centos-stream-9',
  ]);
  expect(project.instances[0]?.driver).toEqual({ name: 'docker', config: { image: 'quay.io/centos/centos:7' } });
  expect(project.instances[0]?.salt).toEqual({ from: 'pip', version: '3006.28', python: 'python3' });
  expect(project.instances[1]?.salt).toEqual({ from: 'pip', version: '3007.15', python: 'python3' });
});

test('what is not said has its default', async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'formula: formulas/ops-ssh\nplatforms: [centos-7]\nsuites:\n  default:\n',
  });

  const project = await load(folder);

  const [instance] = project.instances;
  expect(instance).toMatchObject({
    states: { kind: 'states', states: ['ops-ssh'] },
    pillar: { directories: [], inline: {}, files: {} },
    prepare: { commands: [], update: true, environment: {}, mounts: {} },
    verify: [],
    steps: [{ do: 'converge' }, { do: 'again' }, { do: 'verify' }],
    again: { check: true, reason: undefined, except: {} },
    timeoutsMs: {
      prepare: 1_800_000,
      create: 120_000,
      converge: 1_800_000,
      again: 1_800_000,
      state: 600_000,
      reboot: 120_000,
      verify: 300_000,
      destroy: 60_000,
    },
    trees: [
      {
        name: 'ops-ssh',
        tree: { path: join(folder.path, 'formulas/ops-ssh/ops-ssh'), root: join(folder.path, 'formulas/ops-ssh') },
      },
    ],
  });
  expect(project).toMatchObject({
    destroy: 'passing',
    concurrency: undefined,
    driver: 'docker',
    gateFile: join(folder.path, 'gate.yml'),
    reportsDirectory: join(folder.path, '.saltern'),
  });
});

test('the project file is found from a folder below it', async () => {
  await using folder = await projectFolder({ 'saltern.yml': SSH });
  const below = join(folder.path, 'formulas/ops-ssh');

  const project = await load(folder, { cwd: below });

  expect(project.file).toBe(join(folder.path, 'saltern.yml'));
  expect(project.instances[0]?.place.file).toBe('../../saltern.yml');
});

test('a missing project file says how to get one', async () => {
  await using folder = await projectFolder({});

  const loading = load(folder);

  await expect(loading).rejects.toMatchObject({
    code: 'CONFIG_NOT_FOUND',
    hint: expect.stringContaining('saltern init'),
  });
});

test('a version that looks like a number is taken as it is written', async () => {
  await using folder = await projectFolder({
    'saltern.yml': `salt: 3007.10
formula: { git: 'https://git.test/ops-ssh', ref: 1.10 }
platforms: { 9.10: { image: img } }
suites: { 1.0: { tags: [0x10, 1e3] } }
`,
  });

  const project = await load(folder);

  expect(project.instances[0]).toMatchObject({
    name: 'ops-ssh-1.0-9.10',
    salt: { version: '3007.10' },
    tags: ['0x10', '1e3'],
  });
  expect(project.instances[0]?.trees[0]?.source).toMatchObject({ kind: 'git', ref: '1.10' });
});

test("inline pillar means what it means in Salt's own files, and other data is left alone", async () => {
  await using folder = await projectFolder({
    'saltern.yml': `formula: formulas/ops-ssh
platforms: [centos-7]
suites:
  default:
    pillar: { ssh: { root: no, 'on': 'no', mode: 0644, text: "yes", list: [off, 1.50, 12:30] } }
    checks: { command: { echo: { exit-status: 0, stdout: [no, 'yes'] } } }
`,
  });

  const [instance] = (await load(folder)).instances;

  expect(instance?.pillar.inline.view).toEqual({
    ssh: { root: false, on: 'no', mode: 644, text: 'yes', list: [false, 1.5, 750] },
  });
  expect(instance?.verify[0]).toMatchObject({
    config: { documents: [{ resources: { command: { echo: { 'exit-status': 0, stdout: ['no', 'yes'] } } } }] },
  });
});

test('anchors, aliases and merge keys are YAML as ever, and x- keys are a place for them', async () => {
  await using folder = await projectFolder({
    'saltern.yml': `x-base: &base { states: [ops-ssh], tags: [slow] }
formula: formulas/ops-ssh
platforms: [centos-7]
suites:
  one: *base
  two: { <<: *base, tags: [quick] }
`,
  });

  const { instances } = await load(folder);

  expect(instances.map(({ tags }) => tags)).toEqual([['slow'], ['quick']]);
});

test('a pillar file without inline pillar is enough', async () => {
  await using folder = await projectFolder({
    'saltern.yml': SSH.replace(
      'states: [ops-ssh]',
      "pillar-files: { ssh.sls: 'pillar/ssh.sls' }, pillar-directories: [pillar]",
    ),
    'pillar/ssh.sls': 'ssh: {}',
  });

  const [instance] = (await load(folder)).instances;

  expect(instance?.pillar).toEqual({
    inline: { text: '', view: {} },
    files: { 'ssh.sls': join(folder.path, 'pillar/ssh.sls') },
    directories: [join(folder.path, 'pillar')],
  });
});

test('paths are relative to the file that names them', async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'platforms: [centos-7]\ninclude: suites/*.yml\nprepare: { mounts: { ca.pem: /etc/ca.pem } }\n',
    'suites/ops-ssh.yml': 'formula: ../formulas/ops-ssh\nsuites: { default: { checks: [checks/ssh.yml] } }',
    'suites/checks/ssh.yml': 'service:\n  sshd: { running: true }\n',
  });

  const [instance] = (await load(folder)).instances;

  expect(instance?.trees[0]?.tree?.root).toBe(join(folder.path, 'formulas/ops-ssh'));
  expect(instance?.prepare.mounts).toEqual({ [join(folder.path, 'ca.pem')]: '/etc/ca.pem' });
  expect(instance?.verify).toMatchObject([
    {
      verifier: 'goss',
      config: {
        documents: [
          {
            file: 'suites/checks/ssh.yml',
            resources: { service: { sshd: { running: true } } },
            places: {
              [placeKey('service', 'sshd', 'running')]: { file: 'suites/checks/ssh.yml', line: 2, column: 11 },
            },
          },
        ],
      },
      place: { file: 'suites/ops-ssh.yml', line: 2, column: 22 },
    },
  ]);
});

test('a checkout of any name is the formula that it holds', async () => {
  await using folder = await projectFolder({
    'build-17/saltern.yml': 'formula: .\nplatforms: [centos-7]\nsuites: { default: }',
    'build-17/openssh/init.sls': '',
    'build-17/test/readme': '',
  });

  const project = await load(folder, { cwd: join(folder.path, 'build-17') });

  expect(project.instances[0]).toMatchObject({ name: 'openssh-default-centos-7', states: { states: ['openssh'] } });
});

test('dependencies are formulas of the project, folders beside, or paths, and theirs come too', async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'platforms: [centos-7]\ninclude: suites/*.yml',
    'suites/ops-ssh.yml':
      'formula: ../formulas/ops-ssh\ndepends: [ops-time, ../extra/pam-formula]\nsuites: { default: }',
    'suites/ops-time.yml': 'formula: ../formulas/ops-time\ndepends: [ops-yum]\nsuites: { default: }',
    'formulas/ops-yum-formula/ops-yum/init.sls': '',
    'extra/pam-formula/init.sls': '',
  });

  const instance = (await load(folder)).instances.find(({ formula }) => formula === 'ops-ssh');

  expect(instance?.trees.map(({ name }) => name)).toEqual(['ops-ssh', 'ops-time', 'ops-yum', 'pam']);
  expect(instance?.trees[3]?.tree?.path).toBe(join(folder.path, 'extra/pam-formula'));
});

test("'checks' is the short form of 'verify', and both may stand in one suite", async () => {
  await using folder = await projectFolder({
    'saltern.yml': `formula: formulas/ops-ssh
platforms: [centos-7]
suites:
  short: { checks: { file: { /a: { exists: true } } } }
  long: { verify: [{ goss: { file: { /a: { exists: true } } } }] }
  both: { checks: { file: { /a: { exists: true } } }, verify: [{ goss: { file: { /b: { exists: true } } } }] }
`,
  });

  const { instances } = await load(folder);

  const seen = instances.map(({ suite, verify }) => [suite, verify.map(({ verifier }) => verifier)]);
  expect(seen).toEqual([
    ['short', ['goss']],
    ['long', ['goss']],
    ['both', ['goss', 'goss']],
  ]);
  expect(instances[2]?.verify.map(({ place }) => place)).toEqual([
    { file: 'saltern.yml', line: 6, column: 11 },
    { file: 'saltern.yml', line: 6, column: 66 },
  ]);
});

test('a suite without a formula has only checks', async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'platforms: [centos-7]\ninclude: canary.yml',
    'canary.yml': 'formula: none\nsuites: { image: { checks: { file: { /etc/os-release: { exists: true } } } } }',
  });

  const [instance] = (await load(folder)).instances;

  expect(instance).toMatchObject({ name: 'canary-image-centos-7', states: { kind: 'none' }, trees: [] });
});

test('two checkouts of one project have one name and two ids', async () => {
  await using here = await projectFolder({ 'saltern.yml': `name: fleet${SSH}` });
  await using there = await projectFolder({ 'saltern.yml': `name: fleet${SSH}` });

  const [one, other] = [await load(here), await load(there)];

  expect(one.identity.name).toBe(other.identity.name);
  expect(one.identity.id).toMatch(/^fleet-[0-9a-f]{8}$/);
  expect(one.identity.id).not.toBe(other.identity.id);
});
