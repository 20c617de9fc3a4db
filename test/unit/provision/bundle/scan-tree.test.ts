import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../src/provision/bundle/bundle-entry.ts';
import { scanTree, type TreeScan } from '../../../../src/provision/bundle/scan-tree.ts';
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

const LITTER_FILES = [
  'init.sls~',
  '.init.sls.swp',
  '.init.sls.swo',
  '#init.sls#',
  '.#init.sls',
  'files/__pycache__/ops.cpython-311.pyc',
  'ops.pyc',
  '.DS_Store',
  '._init.sls',
  '.idea/workspace.xml',
  '.vscode/settings.json',
  '.saltern/latest',
  '.kitchen/logs/x',
  '.pytest_cache/x',
  'node_modules/x/y',
  '.svn/entries',
  'files/.nfs0000001',
];

async function scan(change: Partial<TreeScan> = {}): Promise<Record<string, string>> {
  const entries = await scanTree({ from: join(root, 'ops'), to: 'srv/ops', within: root, ...change });
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
    expect(found['srv/ops/files/run.sh']).toMatch(/^[0-9a-f]{64}:755$/);
    expect(found['srv/ops/init.sls']).toMatch(/^[0-9a-f]{64}:644$/);
  });

  it('keeps a relative link to something in the tree as a link, whatever stands between', async () => {
    await mkdir(join(root, 'ops/on'));
    await symlink('../init.sls', join(root, 'ops/on/file.sls'));
    await symlink('on', join(root, 'ops/folder'));
    await symlink('folder', join(root, 'ops/again'));

    const found = await scan();

    expect(found).toMatchObject({
      'srv/ops/on/file.sls': 'link:../init.sls',
      'srv/ops/folder': 'link:on',
      'srv/ops/again': 'link:folder',
    });
    expect(Object.keys(found)).not.toContain('srv/ops/folder/file.sls');
  });

  it('copies what a link points to that the guest does not have at that place, files and folders', async () => {
    await mkdir(join(root, 'shared'));
    await writeFile(join(root, 'shared/x'), 'x');
    await mkdir(join(root, 'ops/.git'));
    await writeFile(join(root, 'ops/.git/HEAD'), 'ref');
    await symlink('../shared', join(root, 'ops/linked'));
    await symlink(join(root, 'ops/init.sls'), join(root, 'ops/absolute.sls'));
    await symlink('../ops/init.sls', join(root, 'ops/around.sls'));
    await symlink('.git/HEAD', join(root, 'ops/ignored'));

    const found = await scan();

    expect(found['srv/ops/linked/x']).toMatch(/:644$/);
    expect(found['srv/ops/absolute.sls']).toBe(found['srv/ops/init.sls']);
    expect(found['srv/ops/around.sls']).toBe(found['srv/ops/init.sls']);
    expect(found['srv/ops/ignored']).toMatch(/:644$/);
  });

  it.each([0o600, 0o640, 0o4755, 0o1777, 0o664])('keeps a mode: %o', async (mode) => {
    await chmod(join(root, 'ops/files/run.sh'), mode);

    expect((await scan())['srv/ops/files/run.sh']).toMatch(new RegExp(`:${mode.toString(8)}$`));
  });

  it.each(LITTER_FILES)('leaves out litter: %s', async (name) => {
    const before = await scan();
    await mkdir(dirname(join(root, 'ops', name)), { recursive: true });
    await writeFile(join(root, 'ops', name), 'litter');

    expect(await scan()).toEqual(before);
  });

  it('keeps a folder that is empty, and none that holds only litter', async () => {
    await mkdir(join(root, 'ops/empty'));
    await mkdir(join(root, 'ops/python/__pycache__'), { recursive: true });
    await writeFile(join(root, 'ops/python/x.pyc'), '');

    const found = await scan();

    expect(found).toHaveProperty(['srv/ops/empty'], 'dir');
    expect(found).not.toHaveProperty(['srv/ops/python']);
  });

  it.each(['.#init.sls', '.git', 'files/.nfs0001'])(
    'is not stopped by litter that is a broken link: %s',
    async (name) => {
      const before = await scan();
      await symlink('user@host.123', join(root, 'ops', name));

      expect(await scan()).toEqual(before);
    },
  );

  it.each(['init.sls.jinja', 'files/core', '.hidden/x', 'files/x.orig', 'map.jinja', '.env', 'files/.bashrc'])(
    'takes %s for a part of the formula',
    async (name) => {
      await mkdir(dirname(join(root, 'ops', name)), { recursive: true });
      await writeFile(join(root, 'ops', name), '');

      expect(Object.keys(await scan())).toContain(`srv/ops/${name}`);
    },
  );

  it('leaves out what patterns say, relative to the repository, and takes back in what a later one says', async () => {
    await writeFile(join(root, 'ops/a.bak'), '');
    await writeFile(join(root, 'ops/b.bak'), '');
    await writeFile(join(root, 'ops/init.sls~'), '');

    const found = await scan({ ignore: ['*.bak', '!b.bak', '/ops/files/', '!*~'] });

    expect(Object.keys(found).toSorted()).toEqual([
      'srv/ops',
      'srv/ops/b.bak',
      'srv/ops/init.sls',
      'srv/ops/init.sls~',
    ]);
  });

  it('leaves out paths that belong to saltern, by whatever way they are named', async () => {
    await symlink('ops', join(root, 'way'));

    const found = await scan({ exclude: [join(root, 'way/files'), join(root, 'nowhere'), root] });

    expect(Object.keys(found).toSorted()).toEqual(['srv/ops', 'srv/ops/init.sls']);
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
