import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listServed, planOnly } from '../../support/project-digests.ts';
import { load, problemsOf, projectFolder, type ProjectFolder } from './project-folder.ts';

const TREE = {
  'salt/top.sls': "base: { '*': [web] }\n",
  'salt/web/init.sls': 'include: [iptables]\n',
  'salt/iptables/init.sls': '',
  'salt/_modules/x.py': '',
};

function project(lines: string, files: Readonly<Record<string, string>> = TREE): Promise<ProjectFolder> {
  return projectFolder({ 'saltern.yml': `${lines}\nplatforms: [centos-7]\n`, ...files });
}

test('a state tree is the file root, with its own top file and whatever it depends on', async () => {
  await using folder = await project('formula: { root: salt }\ndepends: [iptables]\nsuites: { default: {} }');

  const plan = await planOnly(folder);

  expect(plan).toMatchObject({ name: 'salt-default-centos-7', states: { kind: 'tree-top' } });
  expect(plan.trees).toHaveLength(1);
  expect(await listServed(folder)).toEqual([
    '_modules',
    '_modules/x.py',
    'iptables',
    'iptables/init.sls',
    'top.sls',
    'web',
    'web/init.sls',
  ]);
});

test.each([
  ['states', 'states: [web]', { kind: 'states', states: ['web'] }],
  ['a top file', "top: { base: { '*': [web] } }", { kind: 'top', top: { base: { '*': ['web'] } } }],
])('a suite of a state tree may have %s of its own', async (_, said, states) => {
  await using folder = await project(`formula: { root: salt }\nsuites: { default: { ${said} } }`);

  expect((await planOnly(folder)).states).toEqual(states);
});

test('a state tree without a top file does not say what is to be done', async () => {
  const file = 'formula: { root: salt }\nsuites: { default: {} }\nplatforms: [centos-7]\n';

  expect(await problemsOf({ 'saltern.yml': file, 'salt/web/init.sls': '' })).toEqual([
    "saltern.yml:2:11  the state tree has no 'top.sls': say what is to be applied with 'states' or 'top'",
  ]);
});

test('a state tree that is not there is a problem at its place', async () => {
  const file = 'formula: { root: nowhere }\nsuites: { default: { states: [x] } }\nplatforms: [centos-7]\n';

  expect(await problemsOf({ 'saltern.yml': file })).toEqual(["saltern.yml:1:1  there is no folder 'nowhere'"]);
});

test('a dependency by name is looked for in the folder that holds the formula too', async () => {
  await using folder = await project('formula: salt\nformula-name: web\ndepends: [iptables]\nsuites: { default: {} }');

  expect(await listServed(folder)).toContain('iptables/init.sls');
});

test('a dependency by path may be given a name, as one from git', async () => {
  await using folder = await project(
    'formula: formulas/ops-ssh\ndepends: [{ path: stuff/cron-2024, name: cron }]\nsuites: { default: {} }',
    { 'stuff/cron-2024/init.sls': '' },
  );

  const { trees } = await planOnly(folder);

  expect(trees[1]).toMatchObject({ name: 'cron', path: join(folder.path, 'stuff/cron-2024') });
});

test('the path within a git repository stays as it is written', async () => {
  await using folder = await project(
    'formula: formulas/ops-ssh\ndepends: [{ git: "https://host/cron.git", path: salt }]\nsuites: { default: {} }',
  );
  const { instances } = await load(folder);

  expect(instances[0]?.trees[1]?.source).toMatchObject({ kind: 'git', path: 'salt' });
});

test('environments are those that the suite lists, and those that its top file or settings name', async () => {
  await using folder = await project(`formula: formulas/ops-ssh
suites:
  default:
    environments: [stage, base]
    top: { prod: { '*': [ops-ssh] }, base: {} }
    minion: { saltenv: test }`);

  expect((await planOnly(folder)).environments).toEqual(['stage', 'prod', 'test']);
});

test('what project and suite file ignore adds up', async () => {
  await using folder = await projectFolder({
    'saltern.yml': "platforms: [centos-7]\nignore: ['*.iso']\ninclude: suites/*.yml\n",
    'suites/ssh.yml': 'formula: ../formulas/ops-ssh\nignore: [/docs]\nsuites: { default: {} }\n',
  });

  const { trees } = await planOnly(folder);

  expect(trees[0]?.ignore).toEqual(['*.iso', '/docs']);
  expect(trees[0]?.exclude).toContain(join(folder.path, 'suites/ssh.yml'));
});
