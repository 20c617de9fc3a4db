import { expect, it } from 'vitest';
import { locateTree } from '../../../../src/config/formula/locate-tree.ts';
import { asNobody } from '../../../support/as-nobody.ts';
import { closedFolder, formulaFolder } from './formula-folder.ts';

it("a formula is in the folder of its name, else it is the repository's own sls files", async () => {
  await using both = await formulaFolder('both', ['sshd/init.sls', 'init.sls']);
  await using flat = await formulaFolder('flat', ['init.sls']);

  expect(await locateTree(both.path, 'sshd')).toEqual({ name: 'sshd', path: `${both.path}/sshd`, root: both.path });
  expect(await locateTree(flat.path, 'sshd')).toEqual({ name: 'sshd', path: flat.path, root: flat.path });
});

it('there is none where neither is, nor in what is no folder', async () => {
  await using folder = await formulaFolder('repository', ['README.md']);

  expect(await locateTree(folder.path, 'sshd')).toBeUndefined();
  expect(await locateTree(`${folder.path}/README.md`, 'sshd')).toBeUndefined();
  expect(await locateTree(`${folder.path}/nowhere`, 'sshd')).toBeUndefined();
});

it('a folder that cannot be read is not one without a formula', async () => {
  await using folder = await closedFolder();

  await expect(asNobody(() => locateTree(folder.path, 'sshd'))).rejects.toMatchObject({
    code: 'FORMULA_NOT_FOUND',
    message: `The formula's folder '${folder.path}' cannot be read (EACCES)`,
    hint: 'Check its permissions.',
  });
});
