import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listOtherFiles } from '../../../../../src/snapshot/sources/mirror/list-other-files.ts';

let mirror: string;
beforeEach(async () => {
  mirror = await mkdtemp(join(tmpdir(), 'saltern-mirror-'));
});
afterEach(() => rm(mirror, { recursive: true }));

it('gives keys, the signature and tree information, wherever they lie, and nothing that is likely half there', async () => {
  const wanted = ['.treeinfo', 'EULA', 'RPM-GPG-KEY-base', 'images/pxeboot/vmlinuz', 'repodata/repomd.xml.asc'];
  const left = [
    '.hidden',
    'Packages/a.rpm',
    'Packages/.a.rpm.Xy12',
    'repodata/repomd.xml',
    'repodata/old-primary.xml.gz',
  ];
  for (const path of [...wanted, ...left]) {
    await mkdir(dirname(join(mirror, path)), { recursive: true });
    await writeFile(join(mirror, path), '');
  }
  await symlink('EULA', join(mirror, 'link'));
  await symlink('/', join(mirror, 'above'));

  expect(await listOtherFiles(mirror)).toEqual(wanted);
});
