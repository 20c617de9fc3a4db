import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainInstance } from '../../../src/config/explain-instance.ts';
import { load, projectFolder } from './project-folder.ts';

const FLEET = {
  'saltern.yml': `salt: { from: onedir, version: 3007.15, location: salt.tar.xz, sha256: ${'a'.repeat(64)} }
platforms: [centos-7, centos-stream-9]
docker: { pull: always }
prepare: { commands: [echo project] }
hooks: [{ before: create, on: host, run: echo project }]
tags: [fleet]
timeouts: { converge: 10m, verify: 1m }
include: suites/*.yml
`,
  'suites/ops-ssh.yml': `formula: ../formulas/ops-ssh
hooks: [{ after: converge, run: echo file }]
tags: [ssh]
timeouts: { converge: 20m }
suites:
  default:
    hooks: [{ after: verify, run: echo suite }]
    tags: [fleet, quick]
    timeouts: { converge: 90s }
    docker: { memory: 2g }
`,
};

test('an overlay changes one platform without repeating the list', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'saltern.local.yml': 'platforms: { centos-7: { image: mine/el7, salt: 3006.28 } }',
  });

  const { instances } = await load(folder);

  expect(instances.map(({ platform }) => platform)).toEqual(['centos-7', 'centos-stream-9']);
  expect(instances[0]?.driver.config).toMatchObject({ image: 'mine/el7', pull: 'always', memory: '2g' });
  expect(instances[0]?.salt).toEqual({ from: 'pip', version: '3006.28', python: 'python3' });
  expect(instances[1]?.driver.config['image']).toBe('quay.io/centos/centos:stream9');
});

test("an overlay's map says how platforms are made, and adds none to what is tested", async () => {
  const images = 'platforms: { centos-7: { image: a }, centos-stream-8: { image: b }, mine: { image: c } }';
  await using folder = await projectFolder({ ...FLEET, 'images.yml': images });

  const { platforms, instances } = await load(folder, { overlays: ['images.yml'] });

  expect(platforms.map(({ name }) => name)).toEqual(['centos-7', 'centos-stream-9']);
  expect(instances.map(({ platform, driver }) => [platform, driver.config['image']])).toEqual([
    ['centos-7', 'a'],
    ['centos-stream-9', 'quay.io/centos/centos:stream9'],
  ]);
});

test('so it does where the project names one, and the overlay three', async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'formula: none\nformula-name: demo\nplatforms: [centos-stream-9]\nsuites: { default: {} }\n',
    'images.yml': 'platforms: { centos-7: { image: a }, centos-stream-8: { image: b }, centos-stream-9: { image: c } }',
  });

  const { instances } = await load(folder, { overlays: ['images.yml'] });

  expect(instances.map(({ name }) => name)).toEqual(['demo-default-centos-stream-9']);
});

test('a glob of the project does not match what only an overlay makes, unless nothing else does', async () => {
  const project = 'formula: none\nformula-name: demo\nsuites: { default: {} }\n';
  await using folder = await projectFolder({
    'saltern.yml': `${project}platforms: ['*-7', 'mine-*']\n`,
    'images.yml': 'platforms: { other-7: { image: a }, mine-10: { image: b } }',
  });

  const { instances } = await load(folder, { overlays: ['images.yml'] });

  expect(instances.map(({ platform }) => platform)).toEqual(['centos-7', 'mine-10']);
});

test.each([
  ['by its name', 'platforms: [centos-stream-9, mine-10]', ['centos-stream-9', 'mine-10']],
  ['by a glob that nothing else matches', "platforms: ['mine-*']", ['mine-10']],
  ['not by a glob that others match', "platforms: ['*-9']", ['centos-stream-9']],
  ['not by a glob for all', "platforms: ['*']", ['centos-7', 'centos-stream-9']],
])('a suite file chooses a platform that only an overlay makes %s', async (_, platforms, expected) => {
  await using folder = await projectFolder({
    ...FLEET,
    'suites/ops-ssh.yml': `formula: ../formulas/ops-ssh\n${platforms}\nsuites: { default: {} }\n`,
    'images.yml': 'platforms: { mine-10: { image: a }, other-9: { image: b } }',
  });

  const { instances } = await load(folder, { overlays: ['images.yml'] });

  expect(instances.map(({ platform }) => platform)).toEqual(expected);
});

test("an overlay's list is a choice: it leaves only what it names", async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'adds.yml': 'platforms: { mine: { image: mine/os } }',
    'narrows.yml': "platforms: ['centos-*9', mine]",
  });

  const narrowed = await load(folder, { overlays: ['adds.yml', 'narrows.yml'] });

  expect(narrowed.instances.map(({ platform }) => platform)).toEqual(['centos-stream-9', 'mine']);
});

test('an overlay changes a suite of a suite file, and a later overlay stands above it', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'one.yml':
      'formulas: { ops-ssh: { suites: { default: { pillar: { a: 1, b: 1 } }, extra: { states: [ops-ssh.more] } } } }',
    'two.yml': 'formulas: { ops-ssh: { suites: { default: { pillar: { b: 2 } } } } }',
  });

  const { instances } = await load(folder, { overlays: ['one.yml', join(folder.path, 'two.yml')] });

  expect(instances.map(({ suite }) => suite)).toEqual(['default', 'default', 'extra', 'extra']);
  expect(instances[0]?.pillar.inline).toEqual({ text: '{? a : 1, ? b : 2}', view: { a: 1, b: 2 } });
});

test('an overlay takes a formula from elsewhere, under the name that it has', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'checkouts/new/ops-ssh/init.sls': '',
    'mine.yml': 'formulas: { ops-ssh: { formula: checkouts/new } }',
  });

  const { instances } = await load(folder, { overlays: ['mine.yml'] });

  expect(instances[0]?.name).toBe('ops-ssh-default-centos-7');
  expect(instances[0]?.trees[0]?.tree?.path).toBe(join(folder.path, 'checkouts/new/ops-ssh'));
});

test('the nearest level decides a value, and lists of hooks, tags and commands add up', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'saltern.local.yml': 'platforms: { centos-7: { prepare: { commands: [echo platform], update: false } } }',
  });

  const [instance] = (await load(folder)).instances;

  expect(instance?.hooks.map(({ when, phase, on, run }) => `${when} ${phase} ${on} ${run}`)).toEqual([
    'before create host echo project',
    'after converge guest echo file',
    'after verify guest echo suite',
  ]);
  expect(instance?.tags).toEqual(['fleet', 'ssh', 'quick']);
  expect(instance?.prepare).toMatchObject({ commands: ['echo project', 'echo platform'], update: false });
  expect(instance?.timeoutsMs).toMatchObject({ converge: 90_000, again: 90_000, verify: 60_000, create: 120_000 });
});

test("the nearest level's steps count, and those that a suite has no use for are left out", async () => {
  await using folder = await projectFolder({
    'saltern.yml': 'platforms: [centos-7]\nsteps: [converge, reboot, verify, again]\ninclude: suites/*.yml\n',
    'suites/ops-ssh.yml': `formula: ../formulas/ops-ssh
suites:
  inherits:
  own: { steps: [converge, again, reboot, again, verify] }
  once: { idempotent: false, because: it counts }
  canary: { formula: none }
`,
    'suites/ops-time.yml': `formula: ../formulas/ops-time
steps: [converge]
suites: { default: , canary: { formula: none, steps: [verify] } }
`,
  });

  const { instances } = await load(folder);

  expect(
    instances.map(({ formula, suite, steps }) => `${formula} ${suite}: ${steps.map((step) => step.do).join(' ')}`),
  ).toEqual([
    'ops-ssh inherits: converge reboot verify again',
    'ops-ssh own: converge again reboot again verify',
    'ops-ssh once: converge reboot verify',
    'ops-ssh canary: reboot verify',
    'ops-time default: converge',
    'ops-time canary: verify',
  ]);
});

test('the environment stands above the files and flags above all', async () => {
  await using folder = await projectFolder(FLEET);
  const environment = {
    SALTERN_DRIVER: 'vessel',
    SALTERN_SALT: '3006.28',
    SALTERN_DESTROY: 'never',
    SALTERN_CONCURRENCY: '',
  };

  const project = await load(folder, {
    environment,
    flags: { salt: '3007.1', concurrency: '3', snapshot: '20261122T013000' },
  });

  expect(project).toMatchObject({ driver: 'vessel', destroy: 'never', concurrency: 3, snapshot: '20261122T013000' });
  expect(project.instances[0]).toMatchObject({
    driver: { name: 'vessel', config: {} },
    salt: { from: 'pip', version: '3007.1' },
  });
});

test('what stands above the files is refused when it is wrong', async () => {
  await using folder = await projectFolder(FLEET);

  await expect(load(folder, { flags: { driver: 'dokcer' } })).rejects.toMatchObject({
    code: 'DRIVER_UNKNOWN',
    hint: expect.stringContaining("did you mean 'docker'?"),
  });
  await expect(load(folder, { environment: { SALTERN_CONCURRENCY: 'many' } })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(load(folder, { overlays: ['missing.yml'] })).rejects.toMatchObject({ code: 'CONFIG_NOT_FOUND' });
});

test('Salt that names its version or origin stands for itself, a part refines what is below', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'part.yml': 'salt: { location: https://mirror.test/salt.tar.xz }',
    'bare.yml': 'salt: 3006.28',
  });

  const refined = await load(folder, { overlays: ['part.yml'] });
  const replaced = await load(folder, { overlays: ['part.yml', 'bare.yml'] });

  expect(refined.instances[0]?.salt).toEqual({
    from: 'onedir',
    version: '3007.15',
    location: 'https://mirror.test/salt.tar.xz',
    sha256: 'a'.repeat(64),
  });
  expect(replaced.instances[0]?.salt).toEqual({ from: 'pip', version: '3006.28', python: 'python3' });
});

test('every value is explained with the place that gave it', async () => {
  await using folder = await projectFolder({
    ...FLEET,
    'saltern.local.yml': 'timeouts:\n  verify: 2m\n',
  });
  const project = await load(folder, { environment: { SALTERN_SALT: '3006.28' }, flags: { destroy: 'always' } });

  const rows = explainInstance(project, 'ops-ssh-default-centos-7').map(
    ({ path, value, origin }) => `${path} = ${JSON.stringify(value)} (${origin})`,
  );

  expect(rows).toEqual(
    expect.arrayContaining([
      'driver = "docker" (default)',
      'docker.image = "quay.io/centos/centos:7" (default)',
      'docker.memory = "2g" (suites/ops-ssh.yml:10:15)',
      'docker.pull = "always" (saltern.yml:3:11)',
      'salt.version = "3006.28" (environment SALTERN_SALT)',
      'prepare.commands = "echo project" (saltern.yml:4:23)',
      'states = ["ops-ssh"] (default)',
      'timeouts.create = "2m" (default)',
      'timeouts.converge = "90s" (suites/ops-ssh.yml:9:17)',
      'timeouts.verify = "2m" (saltern.local.yml:2:3)',
      'tags = "fleet" (saltern.yml:6:8)',
      'destroy = "always" (flag --destroy)',
    ]),
  );
});

test('an instance that does not exist is not explained', async () => {
  await using folder = await projectFolder(FLEET);
  const project = await load(folder);

  expect(() => explainInstance(project, 'ops-shs-default-centos-7')).toThrow(
    "There is no instance 'ops-shs-default-centos-7'",
  );
});

test('exceptions of a suite and its file must match a state and know their place; those of a fleet need not', async () => {
  await using folder = await projectFolder({
    'saltern.yml': `${FLEET['saltern.yml']}idempotent: { except: { motd: holds the date } }\n`,
    'suites/ops-ssh.yml': FLEET['suites/ops-ssh.yml'].replace(
      'suites:',
      'idempotent: { except: { keys: made anew } }\nsuites:',
    ),
  });
  await using alone = await projectFolder({
    'saltern.yml':
      'formula: formulas/ops-ssh\nplatforms: [centos-7]\nidempotent: { except: { motd: holds the date } }\nsuites: { default: }\n',
  });

  const [inFleet] = (await load(folder)).instances;
  const [inOne] = (await load(alone)).instances;

  expect(Object.keys(inFleet?.again.except ?? {}).toSorted()).toEqual(['keys', 'motd']);
  expect(inFleet?.again.exceptAt).toEqual({ keys: { file: 'suites/ops-ssh.yml', line: 5, column: 25 } });
  expect(inOne?.again.exceptAt).toEqual({ motd: { file: 'saltern.yml', line: 3, column: 25 } });
});
