import { chmod, mkdtemp, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { findPrograms } from '../../../../src/app/doctor/find-programs.ts';

/** A folder with executables of these names. */
async function folderOf(...names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'saltern-programs-'));
  for (const name of names) {
    await writeFile(join(folder, name), '#!/bin/sh\n');
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}

it('names what is there in one line', async () => {
  const path = [await folderOf('git', 'xz'), await folderOf('bzip2', 'docker', 'ssh')].join(delimiter);

  const findings = await findPrograms(path);

  expect(findings).toEqual([
    { title: 'Programs', outcome: 'pass', message: 'found git, xz, bzip2, docker, ssh', remedy: undefined },
  ]);
});

it('warns of each that is missing, with what does not work and the package that brings it', async () => {
  const findings = await findPrograms(await folderOf('git', 'bzip2', 'docker', 'ssh'));

  expect(findings.slice(1)).toEqual([
    {
      title: 'xz',
      outcome: 'warn',
      message: expect.stringMatching(/^there is no 'xz' on the PATH, so .* packed with xz cannot be read$/),
      remedy: 'Install it if you need that (Debian: xz-utils).',
    },
  ]);
});

it('looks for what works on snapshots where somebody keeps them', async () => {
  const folder = await folderOf('git', 'xz', 'bzip2', 'docker', 'ssh', 'dnf', 'gpgv', 'gpg', 'createrepo_c');

  const findings = await findPrograms(folder, true);

  expect(findings.filter(({ outcome }) => outcome === 'warn').map(({ title }) => title)).toEqual(['rpmkeys']);
});

it('takes neither a folder nor a file that cannot be executed for a program', async () => {
  const folder = await folderOf('docker', 'ssh', 'bzip2');
  await mkdir(join(folder, 'git'));
  await writeFile(join(folder, 'xz'), '');

  const findings = await findPrograms(folder);

  expect(findings.filter(({ outcome }) => outcome === 'warn').map(({ title }) => title)).toEqual(['git', 'xz']);
});
