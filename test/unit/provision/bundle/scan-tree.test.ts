import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../src/provision/bundle/bundle-entry.ts';
import { scanTree } from '../../../../src/provision/bundle/scan-tree.ts';
import { asNobody } from '../../../support/as-nobody.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-tree-'));
  await mkdir(join(root, 'ops/files'), { recursive: true });
  await writeFile(join(root, 'ops/init.sls'), 'a: test.nop\n');
  await writeFile(join(root, 'ops/files/run.sh'), 'true\n', { mode: 0o755 });
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function scan(): Promise<Record<string, string>> {
  const entries = await scanTree({ from: join(root, 'ops'), to: 'srv/ops', within: root });
  return Object.fromEntries(entries.map((entry) => [entry.path, fingerprintOf(entry)]));
}

describe('scanTree', () => {
  it('takes files with executable or not, and leaves other tools out', async () => {
    await mkdir(join(root, 'ops/.git'));
    await writeFile(join(root, 'ops/.git/config'), '');

    const found = await scan();

    expect(Object.keys(found).toSorted()).toEqual([
      'srv/ops',
      'srv/ops/files',
      'srv/ops/files/run.sh',
      'srv/ops/init.sls',
    ]);
    expect(found['srv/ops/files/run.sh']).toMatch(/^[0-9a-f]{64}:x$/);
    expect(found['srv/ops/init.sls']).toMatch(/^[0-9a-f]{64}$/);
  });

  it('copies what a link within the formula points to, files and folders', async () => {
    await mkdir(join(root, 'shared'));
    await writeFile(join(root, 'shared/x'), 'x');
    await symlink('../shared', join(root, 'ops/linked'));
    await symlink('init.sls', join(root, 'ops/other.sls'));

    const found = await scan();

    expect(found['srv/ops/linked/x']).toBeDefined();
    expect(found['srv/ops/other.sls']).toBe(found['srv/ops/init.sls']);
  });

  it.each([
    ['leaves the formula', '/etc/hostname'],
    ['is broken', 'nowhere'],
    ['points to a folder that it lies in', '.'],
  ])('refuses a link that %s', async (trouble, target) => {
    await symlink(target, join(root, 'ops/link'));

    await expect(scan()).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(trouble) });
  });

  it('says which folder cannot be read', async () => {
    await rm(join(root, 'ops'), { recursive: true });

    await expect(scan()).rejects.toMatchObject({ code: 'FORMULA_NOT_FOUND', message: expect.stringContaining('/ops') });
  });

  it('never takes a folder that may not be read for an empty one', async () => {
    for (const folder of [tmpdir(), root]) await chmod(folder, 0o711);
    await chmod(join(root, 'ops/files'), 0o311);

    await expect(asNobody(scan)).rejects.toMatchObject({
      code: 'FORMULA_NOT_FOUND',
      message: `The folder '${join(root, 'ops/files')}' cannot be read: permission denied (EACCES)`,
    });
  });
});
