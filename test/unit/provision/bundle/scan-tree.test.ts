import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestContent } from '../../../../src/provision/bundle/digest-content.ts';
import { collectBundle } from '../../../../src/provision/bundle/collect-bundle.ts';
import { compareBundle } from '../../../../src/provision/bundle/pack-bundle.ts';
import { printEntry } from '../../../../src/provision/bundle/bundle-entry.ts';
import { scanTree } from '../../../../src/provision/bundle/scan-tree.ts';
import { examplePlan } from '../../../support/example-plan.ts';

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
  return Object.fromEntries(entries.map((entry) => [entry.path, printEntry(entry)]));
}

function planOf(folder: string) {
  return examplePlan({ trees: [{ name: 'ops', path: join(folder, 'ops'), root: folder }] });
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
});

describe('digestContent', () => {
  it('is the same wherever the formula lies and whatever its times and other mode bits are', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'saltern-copy-'));
    await mkdir(join(copy, 'ops/files'), { recursive: true });
    await writeFile(join(copy, 'ops/files/run.sh'), 'true\n', { mode: 0o700 });
    await writeFile(join(copy, 'ops/init.sls'), 'a: test.nop\n', { mode: 0o600 });

    const one = await digestContent(planOf(root));
    const other = await digestContent(planOf(copy));
    await rm(copy, { recursive: true });

    expect(other).toEqual(one);
    expect(one.formula).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('changes with content, mode and name', async () => {
    const digests = [(await digestContent(planOf(root))).formula];
    await writeFile(join(root, 'ops/init.sls'), 'b: test.nop\n');
    digests.push((await digestContent(planOf(root))).formula);
    await chmod(join(root, 'ops/init.sls'), 0o755);
    digests.push((await digestContent(planOf(root))).formula);

    expect(new Set(digests).size).toBe(3);
  });

  it('tells suites apart by what they add, not by the order of keys or the place of a pillar file', async () => {
    await writeFile(join(root, 'one.sls'), 'x: 1\n');
    await writeFile(join(root, 'two.sls'), 'x: 1\n');
    const suite = async (grains: Record<string, number>, file: string) =>
      (
        await digestContent({
          ...planOf(root),
          grains,
          pillar: { directories: [], inline: {}, files: { 'p.sls': join(root, file) } },
        })
      ).suite;

    const one = await suite({ a: 1, b: 2 }, 'one.sls');
    const same = await suite({ b: 2, a: 1 }, 'two.sls');
    const other = await suite({ a: 1, b: 3 }, 'one.sls');

    expect(same).toBe(one);
    expect(other).not.toBe(one);
  });
});

describe('compareBundle', () => {
  it('sends what is new or changed and removes what is gone', async () => {
    const bundle = await collectBundle(planOf(root));
    const all = Object.fromEntries([...bundle.values()].map((entry) => [entry.path, printEntry(entry)]));
    const have = { ...all, 'srv/salt/ops/init.sls': 'meddled', 'srv/salt/ops/old.sls': 'x' };

    const change = compareBundle(bundle, have);

    expect(change.send.map((entry) => entry.path)).toEqual(['srv/salt/ops/init.sls']);
    expect(change.remove).toEqual(['srv/salt/ops/old.sls']);
    expect(compareBundle(bundle, all)).toEqual({ send: [], remove: [] });
  });

  it('lets the formula win over a dependency that brings a module of the same name', async () => {
    const other = join(root, 'dependency');
    await mkdir(join(root, '_modules'));
    await mkdir(join(other, '_modules'), { recursive: true });
    await mkdir(join(other, 'dep'));
    await writeFile(join(root, '_modules/same.py'), 'mine');
    await writeFile(join(other, '_modules/same.py'), 'theirs');
    const trees = [...planOf(root).trees, { name: 'dep', path: join(other, 'dep'), root: other }];

    const bundle = await collectBundle(examplePlan({ trees }));

    expect(bundle.get('srv/salt/_modules/same.py')).toMatchObject({ from: { host: join(root, '_modules/same.py') } });
  });
});
