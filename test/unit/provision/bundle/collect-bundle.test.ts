import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { collectBundle } from '../../../../src/provision/bundle/collect-bundle.ts';
import { asNobody } from '../../../support/as-nobody.ts';
import { examplePlan } from '../../../support/example-plan.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-collect-'));
  await mkdir(join(root, 'ops'));
  await writeFile(join(root, 'ops/init.sls'), 'a: test.nop\n');
  for (const folder of [tmpdir(), root]) await chmod(folder, 0o711);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const collect = () => collectBundle(examplePlan({ trees: [{ name: 'ops', path: join(root, 'ops'), root }] }));

it('takes the folders of modules that lie beside the formula, and nothing else that is there', async () => {
  await mkdir(join(root, '_modules'));
  await writeFile(join(root, '_modules/ops.py'), '');
  await writeFile(join(root, '_states'), 'a file of that name is not such a folder');
  await writeFile(join(root, 'README.md'), '');

  const paths = [...(await collect()).keys()].filter((path) => path.startsWith('srv/salt/'));

  expect(paths).toEqual(['srv/salt/_modules', 'srv/salt/_modules/ops.py', 'srv/salt/ops', 'srv/salt/ops/init.sls']);
});

it('never leaves out a folder of modules because it cannot be looked at', async () => {
  await symlink('nowhere', join(root, '_modules'));

  await expect(collect()).rejects.toMatchObject({
    code: 'FORMULA_NOT_FOUND',
    message: `The folder '${join(root, '_modules')}' cannot be read: it is not there (ENOENT)`,
  });
});

it('says that a repository may not be listed', async () => {
  await expect(asNobody(collect)).rejects.toMatchObject({
    code: 'FORMULA_NOT_FOUND',
    message: `The folder '${root}' cannot be read: permission denied (EACCES)`,
  });
});
