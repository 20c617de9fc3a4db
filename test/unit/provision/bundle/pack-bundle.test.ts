import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprintOf } from '../../../../src/provision/bundle/bundle-entry.ts';
import { collectBundle } from '../../../../src/provision/bundle/collect-bundle.ts';
import { compareBundle, packBundle } from '../../../../src/provision/bundle/pack-bundle.ts';
import { examplePlan } from '../../../support/example-plan.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'saltern-pack-'));
  await mkdir(join(root, 'ops/files'), { recursive: true });
  await writeFile(join(root, 'ops/init.sls'), 'a: test.nop\n');
  await writeFile(join(root, 'ops/files/run.sh'), 'true\n', { mode: 0o755 });
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

function planOf(folder: string) {
  return examplePlan({ trees: [{ name: 'ops', path: join(folder, 'ops'), root: folder }] });
}

describe('compareBundle', () => {
  it('sends what is new or changed and removes what is gone', async () => {
    const bundle = await collectBundle(planOf(root));
    const all = Object.fromEntries([...bundle.values()].map((entry) => [entry.path, fingerprintOf(entry)]));
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

describe('packBundle', () => {
  const file = () => join(root, 'ops/init.sls');
  const collect = async () => [...(await collectBundle(planOf(root))).values()];

  it('frames a tar of the entries, and ends with an empty frame', async () => {
    await writeFile(join(root, 'ops/files/big'), 'x'.repeat(300_000));
    const entries = await collect();

    const packed = Buffer.concat(await Array.fromAsync(packBundle(entries)));
    const members = await readTar(joinFrames(packed));

    expect(packed.subarray(-4)).toEqual(Buffer.alloc(4));
    expect(Object.keys(members).map((name) => name.replace(/\/$/, ''))).toEqual(entries.map(({ path }) => path));
    expect(members['srv/salt/ops/init.sls']).toEqual({ mode: 0o644, content: 'a: test.nop\n' });
    expect(members['srv/salt/ops/files/run.sh']).toEqual({ mode: 0o755, content: 'true\n' });
    expect(members['srv/salt/ops/files/big']?.content).toHaveLength(300_000);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['changed', () => writeFile(file(), 'b: test.nop\n')],
    ['was emptied', () => writeFile(file(), '')],
    ['was removed', () => rm(file())],
    ['became a folder', async () => [await rm(file()), await mkdir(file())]],
  ])('names a file that %s after it was digested, and sends nothing of what it holds now', async (_what, change) => {
    const entries = await collect();
    await change();

    const sent: Buffer[] = [];
    const packing = (async () => {
      for await (const chunk of packBundle(entries)) sent.push(chunk);
    })();

    await expect(packing).rejects.toMatchObject({
      code: 'CONTENT_CHANGED',
      message: expect.stringMatching(new RegExp(`^'${file()}' .*while it was tested$`)),
      hint: expect.any(String),
    });
    expect(Buffer.concat(sent).includes('b: test.nop')).toBe(false);
  });

  it('lets a file be touched, and its mode be changed to no effect', async () => {
    const entries = await collect();
    await writeFile(file(), 'a: test.nop\n');
    await chmod(file(), 0o600);

    await expect(Array.fromAsync(packBundle(entries))).resolves.toBeDefined();
  });
});

function joinFrames(packed: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < packed.length;) {
    const length = packed.readUInt32BE(at);
    chunks.push(packed.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return Buffer.concat(chunks);
}

async function readTar(tar: Buffer) {
  const members: Record<string, { mode: number | undefined; content: string }> = {};
  const entries = Readable.from([tar]).pipe(extract());
  for await (const entry of entries) {
    const content = Buffer.concat(await Array.fromAsync(entry as AsyncIterable<Buffer>)).toString();
    members[entry.header.name] = { mode: entry.header.mode, content };
  }
  return members;
}
