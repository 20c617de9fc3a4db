import { describe, expect, it } from 'vitest';
import { guessName, nameOfUrl } from '../../../../src/config/formula/guess-name.ts';
import { closedFolder, formulaFolder } from './formula-folder.ts';
import { asNobody } from '../../../support/as-nobody.ts';

describe('the name of a formula in a folder', () => {
  it.each([
    ["is the folder's own, without its ending", 'sshd-formula', ['sshd/init.sls', 'other/init.sls'], 'sshd'],
    ['is that of the only formula in it where it has another name', 'checkout', ['sshd/init.sls', 'docs/x'], 'sshd'],
    ["is the folder's own where there are several", 'checkout', ['a/init.sls', 'b/init.sls'], 'checkout'],
    ["is the folder's own where nothing visible is a formula", 'checkout', ['.cache/init.sls', 'init.sls'], 'checkout'],
  ])('%s', async (_, name, files, expected) => {
    await using folder = await formulaFolder(name, files);

    expect(await guessName(folder.path)).toBe(expected);
  });

  it.each(['nowhere', 'file'])('is made of the path where that is no folder: %s', async (name) => {
    await using folder = await formulaFolder('around', ['file']);

    expect(await guessName(`${folder.path}/${name}`)).toBe(name);
  });

  it('is not guessed where the folder cannot be read', async () => {
    await using folder = await closedFolder();

    await expect(asNobody(() => guessName(folder.path))).rejects.toMatchObject({
      code: 'FORMULA_NOT_FOUND',
      message: `The formula's folder '${folder.path}' cannot be read (EACCES)`,
    });
  });
});

it.each([
  ['https://host/group/sshd-formula.git', 'sshd'],
  ['git@host:group/sshd.git/', 'sshd'],
])('the name of %s is %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name);
});
