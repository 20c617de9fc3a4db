import { chmod, cp, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InstancePlan } from '../../../../src/contract/plan.ts';
import { saltProvisioner } from '../../../../src/provision/salt-provisioner.ts';
import { examplePlan } from '../../../support/example-plan.ts';
import { saltData } from '../../../support/salt-data.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-digest-'));
  await write({
    'formula/ops/init.sls': 'a: test.nop\n',
    'formula/ops/files/run.sh': 'true\n',
    'formula/_modules/ops.py': 'x = 1\n',
    'other/dep/init.sls': 'b: test.nop\n',
    'pillar/one/a.sls': 'x: 1\n',
    'pillar/two/b.sls': 'x: 2\n',
    'ssh.example': 'x: 3\n',
  });
  await chmod(join(root, 'formula/ops/files/run.sh'), 0o755);
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

/** A plan with every kind of input. */
function planOf(change: Partial<InstancePlan> = {}, base = root): InstancePlan {
  return examplePlan({
    trees: [
      { name: 'ops', path: join(base, 'formula/ops'), root: join(base, 'formula') },
      { name: 'dep', path: join(base, 'other/dep'), root: join(base, 'other') },
    ],
    states: { kind: 'states', states: ['ops', 'dep'] },
    pillar: {
      directories: [join(base, 'pillar/one'), join(base, 'pillar/two')],
      inline: saltData({ value: 1 }),
      files: { 'ssh.sls': join(base, 'ssh.example') },
    },
    grains: saltData({ a: 1, b: { c: 2, d: 3 } }),
    minion: saltData({ state_verbose: false, test: false }),
    ...change,
  });
}

const digests = (change: Partial<InstancePlan> = {}) => saltProvisioner.digests(planOf(change));

describe('the digest of the formula', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a state', () => write({ 'formula/ops/init.sls': 'a: test.fail_without_changes\n' })],
    ['a file beside', () => write({ 'formula/ops/files/new': '' })],
    ['a module', () => write({ 'formula/_modules/ops.py': 'x = 2\n' })],
    ['a dependency', () => write({ 'other/dep/init.sls': 'b: test.fail_without_changes\n' })],
    ['whether a file is executable', () => chmod(join(root, 'formula/ops/files/run.sh'), 0o644)],
    ['who may read a file', () => chmod(join(root, 'formula/ops/init.sls'), 0o600)],
    ['a bit that gives rights', () => chmod(join(root, 'formula/ops/files/run.sh'), 0o4755)],
    ['a name', () => rename(join(root, 'formula/ops/init.sls'), join(root, 'formula/ops/other.sls'))],
    ['an empty folder', () => mkdir(join(root, 'formula/ops/empty'))],
    ['what a link points to', () => symlink('init.sls', join(root, 'formula/ops/linked.sls'))],
  ])('changes with %s, and the one of the suite does not', async (_what, change) => {
    const before = await digests();

    await change();
    const after = await digests();

    expect(before.formula).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(after.formula).not.toBe(before.formula);
    expect(after.suite).toBe(before.suite);
  });

  it('is the same wherever the formula lies, and whatever its times and the umask of its checkout are', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'saltern-copy-'));
    await cp(root, copy, { recursive: true });
    await chmod(join(copy, 'formula/ops/files/run.sh'), 0o775);
    await chmod(join(copy, 'formula/ops/init.sls'), 0o664);

    const one = await digests();
    const other = await saltProvisioner.digests(planOf({}, copy));
    await rm(copy, { recursive: true });

    expect(other).toEqual(one);
  });
});

describe('the digest of the suite', () => {
  const pillar = (change: Partial<InstancePlan['pillar']>) => ({ pillar: { ...planOf().pillar, ...change } });

  it.each<[string, () => Partial<InstancePlan>]>([
    ['the states', () => ({ states: { kind: 'states', states: ['ops'] } })],
    ['their order', () => ({ states: { kind: 'states', states: ['dep', 'ops'] } })],
    ['an environment', () => ({ environments: ['prod'] })],
    ['a top file', () => ({ states: { kind: 'top', top: { base: { '*': ['ops', 'dep'] } } } })],
    ['the inline pillar', () => pillar({ inline: saltData({ value: 2 }) })],
    ['a pillar directory', () => pillar({ directories: [join(root, 'pillar/one')] })],
    ['the order of pillar directories', () => pillar({ directories: planOf().pillar.directories.toReversed() })],
    ['the name of a pillar file', () => pillar({ files: { 'other.sls': join(root, 'ssh.example') } })],
    ['grains', () => ({ grains: saltData({ a: 1 }) })],
    ['the minion configuration', () => ({ minion: saltData({ state_verbose: true }) })],
  ])('changes with %s, and the one of the formula does not', async (_what, change) => {
    const before = await digests();

    const after = await digests(change());

    expect(after.suite).not.toBe(before.suite);
    expect(after.formula).toBe(before.formula);
  });

  it.each([
    ['a file of a pillar directory', 'pillar/two/b.sls'],
    ['a pillar file', 'ssh.example'],
  ])('changes with the content of %s', async (_what, file) => {
    const before = await digests();

    await write({ [file]: 'x: 4\n' });
    const after = await digests();

    expect(after.suite).not.toBe(before.suite);
    expect(after.formula).toBe(before.formula);
  });

  it('is the same wherever pillar files lie', async () => {
    await write({ 'moved.example': 'x: 3\n' });

    const one = await digests();
    const other = await digests({
      ...pillar({ files: { 'ssh.sls': join(root, 'moved.example') } }),
    });

    expect(other).toEqual(one);
  });

  it('does not hang on what Salt is not told: name, platform, tags, steps', async () => {
    const one = await digests();
    const other = await digests({ name: 'other', platform: 'other', tags: ['x'], steps: [] });

    expect(other).toEqual(one);
  });
});
