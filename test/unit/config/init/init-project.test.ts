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
  expect(instances.map(({ name }) => name)).toEqual(['openssh-default-centos-stream-9', 'openssh-default-centos-7']);
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
