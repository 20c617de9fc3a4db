import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { initProject } from '../../../../src/config/init/init-project.ts';
import { load, projectFolder } from '../project-folder.ts';

/** What init makes of a repository, and the instances that it gives. */
async function initRepository(files: Readonly<Record<string, string>>) {
  await using folder = await projectFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`repository/${name}`, text])),
  );
  const cwd = join(folder.path, 'repository');
  const written = await initProject(cwd);
  for (const [name, text] of Object.entries({ 'saltern.yml': written.content, ...written.suiteFiles })) {
    await mkdir(dirname(join(cwd, name)), { recursive: true });
    await writeFile(join(cwd, name), text);
  }
  const { instances } = await load(folder, { cwd });
  return { ...written, instances };
}

it.each([
  ['in folders called FORMULA-formula', { 'ssh-formula/ssh/init.sls': '', 'ntp-formula/ntp/init.sls': '' }],
  [
    'with a file FORMULA',
    { 'a/FORMULA': 'name: ssh\n', 'a/ssh/init.sls': '', 'b/FORMULA': 'name: ntp\n', 'b/ntp/init.sls': '' },
  ],
  ['in folders of their names', { 'ssh/ssh/init.sls': '', 'ntp/ntp/init.sls': '' }],
  ['in formulas/, bare ones among them', { 'formulas/ssh-formula/ssh/init.sls': '', 'formulas/ntp/init.sls': '' }],
])('several formulas %s get a suite file each', async (_, files) => {
  const { instances, suiteFiles } = await initRepository(files);

  expect(instances.map(({ name }) => name).toSorted()).toEqual([
    'ntp-default-centos-stream-9',
    'ssh-default-centos-stream-9',
  ]);
  expect(Object.keys(suiteFiles)).toHaveLength(2);
});

it("each formula's kitchen.yml counts for it alone, and the platforms of all are the project's", async () => {
  const { instances, leftOut } = await initRepository({
    'ssh-formula/ssh/init.sls': '',
    'ssh-formula/pillar.sls': 'a: 1\n',
    'ssh-formula/kitchen.yml': `provisioner: { name: salt_solo, formula: ssh }
platforms: [{ name: centos-stream-9 }, { name: centos-stream-8 }]
suites: [{ name: hard, provisioner: { pillars_from_files: { ssh.sls: pillar.sls } }, verifier: { name: inspec } }]
`,
    'ntp-formula/ntp/init.sls': '',
    'ntp-formula/kitchen.yml': 'platforms: [{ name: centos-stream-8 }]\nsuites: [{ name: default }]\n',
  });

  expect(instances.map(({ name }) => name).toSorted()).toEqual([
    'ntp-default-centos-stream-8',
    'ssh-hard-centos-stream-8',
    'ssh-hard-centos-stream-9',
  ]);
  const hard = instances.find(({ suite }) => suite === 'hard');
  expect(hard?.pillar.files['ssh.sls']).toMatch(/\/ssh-formula\/pillar\.sls$/);
  expect(leftOut).toMatchObject([
    { what: 'suites.hard.verifier', place: { file: 'ssh-formula/kitchen.yml', line: 3 } },
  ]);
});

it('a platform that two formulas describe differently is told for the one that does not count', async () => {
  const kitchen = (image: string) => `platforms: [{ name: debian-12, driver: { image: '${image}' } }]\n`;
  const { leftOut } = await initRepository({
    'a-formula/a/init.sls': '',
    'a-formula/kitchen.yml': kitchen('one'),
    'b-formula/b/init.sls': '',
    'b-formula/kitchen.yml': `driver: { provision_command: [x] }\n${kitchen('two')}`,
  });

  expect(leftOut.map(({ what, place }) => [place.file, what])).toEqual([
    ['b-formula/kitchen.yml', 'prepare'],
    ['b-formula/kitchen.yml', 'platforms.debian-12'],
  ]);
});

it('a state tree with formulas beside it may include their states', async () => {
  const { instances } = await initRepository({
    'salt/top.sls': "base: { '*': [ssh] }\n",
    'formulas/ssh-formula/ssh/init.sls': '',
  });

  expect(instances[0]?.trees.map(({ name }) => name)).toEqual(['repository', 'ssh']);
});
