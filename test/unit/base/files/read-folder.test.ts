import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFolder } from '../../../../src/base/files/read-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('gives the names in order', async () => {
  for (const name of ['b', 'a', '.c']) await writeFile(join(folder, name), '');

  expect(await readFolder(folder)).toEqual(['.c', 'a', 'b']);
});

it('is empty where there is no such folder', async () => {
  expect(await readFolder(join(folder, 'nowhere'))).toEqual([]);
});

it('never takes what cannot be read for empty', async () => {
  await writeFile(join(folder, 'file'), '');
  await symlink('loop', join(folder, 'loop'));

  await expect(readFolder(join(folder, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(readFolder(join(folder, 'loop'))).rejects.toMatchObject({ code: 'ELOOP' });
});
