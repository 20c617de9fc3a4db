import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  folderOf,
  listFolders,
  machinesFolder,
  openFolder,
  readLabel,
  removeHalfMadeFolders,
  type MachineLabel,
} from '../../../../../drivers/qemu/machine/machine-folder.ts';

const LABEL: MachineLabel = {
  version: 1,
  project: 'fleet',
  instance: 'web-default-el9',
  run: 'r',
  role: 'instance',
  prepared: 'p',
  parent: '',
};

let cacheDirectory = '';
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 's-'));
});
afterEach(() => rm(cacheDirectory, { recursive: true }));

it('a folder is there with its label or not at all', async () => {
  const project = { id: 'fleet', name: 'fleet', directory: '/srv/fleet' };
  const folder = folderOf({ cacheDirectory, project }, LABEL.instance);

  await openFolder(folder, LABEL);

  expect(await readLabel(folder)).toEqual(LABEL);
  expect(await readdir(machinesFolder(cacheDirectory))).toHaveLength(1);
});

it('a folder that is there keeps what it holds when it is opened again', async () => {
  const project = { id: 'fleet', name: 'fleet', directory: '/srv/fleet' };
  const folder = folderOf({ cacheDirectory, project }, LABEL.instance);
  await openFolder(folder, LABEL);
  await writeFile(folder.memory, 'saved');

  await openFolder(folder, { ...LABEL, run: 'next' });

  expect((await readLabel(folder))?.run).toBe('next');
  expect(await readFile(folder.memory, 'utf8')).toBe('saved');
});

it('what a killed process was about to make is removed, and what a living one makes is not', async () => {
  const { pid: gone } = spawnSync('sh', ['-c', ':']);
  const names = [`.${gone}-abc`, `.${process.pid}-def`];
  for (const name of names) await mkdir(join(machinesFolder(cacheDirectory), name), { recursive: true });

  await removeHalfMadeFolders(cacheDirectory);

  expect(await readdir(machinesFolder(cacheDirectory))).toEqual([names[1]]);
  expect(await listFolders(cacheDirectory)).toEqual([]);
});
