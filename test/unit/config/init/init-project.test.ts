import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { initProject } from '../../../../src/config/init/init-project.ts';
import { load, projectFolder } from '../project-folder.ts';

test('what is written for a bare formula loads as it is', async () => {
  await using folder = await projectFolder({ 'pillar.example': 'ssh: {}' });
  const formula = join(folder.path, 'formulas/ops-ssh');
  await writeFile(join(formula, 'pillar.example'), 'ssh: {}');

  const { content, assumptions } = await initProject(formula);

  await writeFile(join(formula, 'saltern.yml'), content);
  const [instance] = (await load(folder, { cwd: formula })).instances;
  expect(instance).toMatchObject({ name: 'ops-ssh-default-centos-stream-9', states: { states: ['ops-ssh'] } });
  expect(instance?.pillar.files).toEqual({ 'ops-ssh.sls': join(formula, 'pillar.example') });
  expect(assumptions).toContain("pillar.example is the suite's pillar");
});

test('platforms and suites come from kitchen.yml, the name from FORMULA', async () => {
  await using folder = await projectFolder({
    'x-formula/FORMULA': 'name: openssh\n',
    'x-formula/openssh/init.sls': '',
    'x-formula/openssh/config.sls': '',
    'x-formula/other/init.sls': '',
    'x-formula/test/pillar/d.sls': '',
    'x-formula/kitchen.yml': `platforms:
  - name: debian-12-3007-9
  - name: centos-stream9-master-py3
  - name: centos-7-3004-1-py3
suites:
  - name: default
    provisioner:
      state_top: { base: { '*': [openssh.config, openssh] } }
      pillars_from_files: { d.sls: test/pillar/d.sls }
`,
  });
  const formula = join(folder.path, 'x-formula');

  const { content } = await initProject(formula);

  await writeFile(join(formula, 'saltern.yml'), content);
  const { instances } = await load(folder, { cwd: formula });
  expect(instances.map(({ name }) => name)).toEqual([
    'openssh-default-debian-12',
    'openssh-default-centos-stream-9',
    'openssh-default-centos-7',
  ]);
  expect(instances[0]).toMatchObject({
    states: { states: ['openssh.config', 'openssh'] },
    pillar: { files: { 'd.sls': join(formula, 'test/pillar/d.sls') } },
  });
});

test('a folder without a formula gets no project file', async () => {
  await using folder = await projectFolder({ 'empty/readme': '' });

  const initialising = initProject(join(folder.path, 'empty'));

  await expect(initialising).rejects.toMatchObject({ code: 'FORMULA_NOT_FOUND' });
});

/** What init says of a kitchen.yml in a folder with a formula `openssh`. */
async function readKitchen(text: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await projectFolder({ 'x-formula/openssh/init.sls': '', 'x-formula/kitchen.yml': text, ...files });
  await using _ = folder;
  const { content, assumptions, leftOut } = await initProject(join(folder.path, 'x-formula'));
  const told = leftOut.map(({ what, place, why }) => `${place.file}:${place.line} ${what}: ${why}`);
  return { content, assumptions, told };
}

test('whatever is not translated is named with its place, down to single keys', async () => {
  const { told } = await readKitchen(`driver:
  name: docker
  links: [db]
provisioner:
  gpg_home: ~/.gnupg
  vendor_path: vendor
platforms:
  - name: centos-stream9
    attributes: { a: 1 }
  - name: windows-2022
  - name: beos-5
suites:
  - name: default
    seed: 5
    provisioner:
      dry_run: true
      pillars_from_files: { gone.sls: gone.sls }
      dependencies: [{ name: apt, repo: apt }]
    verifier: { inspec_tests: [] , name: inspec }
  - name: only-windows
    includes: [windows-2022]
    provisioner: { grains: { a: b } }
`);

  expect(told).toEqual([
    'kitchen.yml:3 driver.links: saltern.yml has no word for it',
    'kitchen.yml:5 provisioner.gpg_home: saltern.yml has no word for it',
    'kitchen.yml:6 provisioner.vendor_path: saltern.yml has no word for it',
    'kitchen.yml:9 platforms.centos-stream9.attributes: saltern.yml has no word for it',
    'kitchen.yml:10 platforms.windows-2022: it is no Linux',
    'kitchen.yml:11 platforms.beos-5: no image is named for it, and none is known',
    'kitchen.yml:14 suites.default.seed: saltern.yml has no word for it',
    'kitchen.yml:16 suites.default.provisioner.dry_run: saltern.yml has no word for it',
    'kitchen.yml:17 suites.default.provisioner.pillars_from_files.gone.sls: there is no such file or folder',
    'kitchen.yml:18 suites.default.provisioner.dependencies.apt: saltern takes formulas from folders and git, not from apt',
    'kitchen.yml:19 suites.default.verifier: its tests are not translated; say what must be true afterwards under `checks`',
    'kitchen.yml:20 suites.only-windows: none of its platforms is taken',
  ]);
});

test.each([
  ['centos-7', 'centos-7'],
  ['centos-stream9', 'centos-stream-9'],
  ['almalinux-9', 'almalinux-9'],
  ['alma-9', 'almalinux-9'],
  ['rockylinux-9', 'rocky-9'],
  ['rockylinux-9.4', 'rocky-9'],
  ['rocky-10', 'rocky-10'],
  ['oraclelinux-8', 'oraclelinux-8'],
  ['oracle-9', 'oraclelinux-9'],
  ['fedora-43', 'fedora-43'],
  ['debian-12-3007-9', 'debian-12'],
  ['debian-13', 'debian-13'],
  ['ubuntu-2204', 'ubuntu-2204'],
  ['ubuntu-24.04', 'ubuntu-2404'],
])('%s of kitchen.yml is a platform that saltern knows: %s', async (name, known) => {
  const { content } = await readKitchen(`platforms: [{ name: ${name} }]\n`);

  expect(content).toMatch(new RegExp(`platforms:\n {2}- ${known}\n`));
});

test('where kitchen-docker would have to guess the image of a platform, so does init', async () => {
  const { content, assumptions } = await readKitchen('platforms: [{ name: debian-10 }, { name: ubuntu-1804 }]\n');

  expect(content).toMatch(/debian-10:\s+image: debian:10\s+ubuntu-1804:\s+image: ubuntu:18\.04\n/);
  expect(content).not.toContain('centos');
  expect(assumptions).toContain('image debian:10 for debian-10, which must hold an init and Python');
});

test.each([
  ['a mistake', 'suites: [\n', 'kitchen.yml:1'],
  ['ERB', 'suites:\n<% if true %>\n', 'kitchen.yml:2 kitchen.yml: it is an ERB template'],
  ['nothing', '', 'kitchen.yml:1 kitchen.yml: it is no map'],
])('a kitchen.yml with %s is named as left out', async (_, text, told) => {
  const found = await readKitchen(text);

  expect(found.told).toEqual([expect.stringContaining(told)]);
  expect(found.assumptions).toContain("one suite 'default' that applies 'openssh'");
});

test('pillar files keep the order of the top file, for the last one counts', async () => {
  const { content } = await readKitchen(
    `suites:
  - name: default
    provisioner:
      pillars: { top.sls: { base: { '*': [second, first] } } }
      pillars_from_files: { first.sls: a.sls, second.sls: b.sls }
`,
    { 'x-formula/a.sls': '', 'x-formula/b.sls': '' },
  );

  expect(content).toMatch(/second\.sls: b\.sls\s+first\.sls: a\.sls/);
});

test("text that Salt's YAML would take for something else stays text in a pillar", async () => {
  const { content } = await readKitchen(
    `suites: [{ name: default, provisioner: { pillars: { top.sls: { base: { '*': [a] } }, a.sls: { x: 'no', m: '0644', t: '12:30', n: "2" } } } }]\n`,
  );

  expect(content).toMatch(/pillar:\s+x: 'no'\s+m: '0644'\s+t: '12:30'\s+'n': '2'/);
});

test('hooks and commands before Salt become hooks, on the side where they ran', async () => {
  const { content } = await readKitchen(`lifecycle:
  pre_create: [touch here]
  post_verify: [{ remote: touch there }]
suites: [{ name: default, provisioner: { init_environment: prepare it } }]
`);

  expect(content).toMatch(
    /hooks:\s+- before: create\s+on: host\s+run: touch here\s+- after: verify\s+run: touch there/,
  );
  expect(content).toMatch(/hooks:\s+- before: converge\s+run: prepare it/);
});

test.each([
  ['a top.sls at its root', { 'top.sls': '', 'web/init.sls': '', 'db/init.sls': '' }, '.', 'default: {}'],
  [
    'a folder salt',
    { 'salt/top.sls': '', 'salt/web/init.sls': '', 'pillar/top.sls': '' },
    'salt',
    'pillar-directories',
  ],
  ['states and no top file', { 'states/web/init.sls': '', 'states/db.sls': '' }, 'states', 'states:\n      - web'],
])('a state tree with %s is taken as a tree', async (_, files, tree, suite) => {
  await using folder = await projectFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`tree/${name}`, text])),
  );

  const { content } = await initProject(join(folder.path, 'tree'));

  expect(content).toContain(`formula:\n  root: ${tree}\n`);
  expect(content).toContain(suite);
});

test('each kind of machine that a plain top file names becomes a suite, any other target is named as left out', async () => {
  await using folder = await projectFolder({
    'tree/top.sls':
      "base:\n  '*': [all]\n  'web*': [web]\n  db1.example.net: [db]\n  '*.lab': [web]\n  'G@os:x': [db]\n  'role:x': [{ match: grain }, db]\n",
    'tree/web/init.sls': '',
    'tree/all.sls': '',
  });
  const tree = join(folder.path, 'tree');

  const { content, leftOut } = await initProject(tree);

  await writeFile(join(tree, 'saltern.yml'), content);
  const { instances } = await load(folder, { cwd: tree });
  expect(instances.map(({ suite, minion }) => [suite, minion.view['id']])).toEqual([
    ['default', undefined],
    ['web', 'web'],
    ['db1.example.net', 'db1.example.net'],
    ['web.lab', 'web.lab'],
  ]);
  expect(leftOut.map(({ what, place }) => `${place.file}:${place.line} ${what}`)).toEqual([
    "top.sls:6 'G@os:x'",
    "top.sls:7 'role:x'",
  ]);
});

test.each([
  ['a template', "{% set x = 1 %}\nbase: { 'web*': [web] }\n"],
  ['nothing', ''],
  ['no YAML', 'base: [\n'],
])('a top file that is %s gets one suite', async (_, text) => {
  await using folder = await projectFolder({ 'tree/top.sls': text, 'tree/web/init.sls': '' });

  const { content } = await initProject(join(folder.path, 'tree'));

  expect(content).toMatch(/suites:\n {2}default: \{\}\n/);
});

test('the file tells an editor where its schema is, and its example of checks counts once it is no comment', async () => {
  await using folder = await projectFolder({ 'x-formula/web/init.sls': '' });
  const formula = join(folder.path, 'x-formula');

  const { content } = await initProject(formula);

  expect(content).toMatch(/^# yaml-language-server: \$schema=\.saltern\/schema\.json$/m);
  const uncommented = content.replaceAll(/^( +)# (?!What)/gm, '$1');
  await writeFile(join(formula, 'saltern.yml'), uncommented);
  const [instance] = (await load(folder, { cwd: formula })).instances;
  expect(instance?.verify).toHaveLength(1);
});

test.each(['kitchen.local.yml', '.kitchen.local.yml'])('%s is named as left out', async (name) => {
  const { told } = await readKitchen('suites: [{ name: default }]\n', { [`x-formula/${name}`]: 'driver: {}\n' });

  expect(told).toEqual([`${name}:1 ${name}: it is for one machine: what it changes belongs in saltern.local.yml`]);
});

test.each([
  ['one suite', 'suites: [{ name: a }, { name: b, provisioner: { name: shell } }]\n', ['suites.b']],
  ['one suite, in short', 'suites: [{ name: a }, { name: b, provisioner: shell }]\n', ['suites.b']],
  [
    'a platform',
    'platforms: [{ name: centos-stream9, provisioner: { name: dummy } }]\nsuites: [{ name: a }]\n',
    ['platforms.centos-stream9.provisioner'],
  ],
  [
    'all but one suite',
    'provisioner: { name: chef_zero }\nsuites: [{ name: a, provisioner: { name: salt_solo } }, { name: b }]\n',
    ['provisioner', 'suites.b'],
  ],
])('another provisioner than salt_solo, of %s, invents no suite', async (_, kitchen, left) => {
  const { content, told } = await readKitchen(kitchen);

  expect(told.map((line) => line.split(/[ :]+/)[2])).toEqual(left);
  expect(content).not.toMatch(/^ {2}b:/m);
  expect(content).toMatch(/^ {2}a:/m);
});
