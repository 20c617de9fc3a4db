import { existsSync, lstatSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFileIndex } from '../../src/base/files/file-index.ts';
import { attackScene, type AttackScene } from '../support/attack-scene.ts';
import { writeRepository } from '../support/write-repository.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-24T01:30:00Z');

interface Nights extends AttackScene {
  /** Ids, the oldest first. */
  readonly ids: readonly string[];
  readonly root: string;
}

/** Snapshots of as many days, the last of today: `common` in all of them, `day` another each day. */
async function nights(count: number, more: Readonly<Record<string, unknown>> = {}): Promise<Nights> {
  const snapshots = { root: 'mirror', repositories: { '*': ['base'] }, ...more };
  const scene = await attackScene({ more: { snapshots, gate: 'gate.yml' } });
  const root = join(scene.directory, 'mirror');
  const ids: string[] = [];
  for (let day = 1; day <= count; day++) {
    await writeRepository(root, 'base', {
      packages: [
        { name: 'common', content: 'c'.repeat(10_000) },
        { name: 'day', version: String(day), content: String(day).repeat(5_000) },
      ],
    });
    const { stdout, stderr } = await scene.saltern(['snapshot', 'create', '--json'], { at: NOW - (count - day) * DAY });
    if (stdout === '') throw new Error(stderr);
    ids.push((JSON.parse(stdout) as { id: string }).id);
  }
  return { ...scene, ids, root, [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose]() };
}

/** Bytes of a folder, each file once however many names it has. */
function measure(folder: string): number {
  const sizes = new Map<number, number>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const stats = lstatSync(join(entry.parentPath, entry.name));
    if (stats.isFile()) sizes.set(stats.ino, stats.size);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

const there = ({ root }: Nights) => readdirSync(join(root, 'snapshots')).toSorted();

describe('snapshot prune', () => {
  it('says with --dry-run what would go and how many bytes, which is what is free then', async () => {
    await using scene = await nights(4);
    const before = measure(join(scene.root, 'snapshots')) + measure(join(scene.root, 'pool/sha256'));
    const all = measure(scene.root);

    const dry = await scene.saltern(['snapshot', 'prune', '--keep', '2', '--dry-run', '--json'], { at: NOW });
    const untouched = there(scene);
    const done = await scene.saltern(['snapshot', 'prune', '--keep', '2', '--json'], { at: NOW });

    const [said, freed] = [dry, done].map(({ stdout }) => JSON.parse(stdout) as { bytes: number });
    expect(before).toBeGreaterThan(0);
    expect(untouched).toEqual(scene.ids);
    expect(there(scene)).toEqual(scene.ids.slice(2));
    expect(said?.bytes).toBe(freed?.bytes);
    // The log has two lines more, and the notes of what was hashed are others.
    const notes = ['audit.ndjson', 'pool/hashed.index'].map((name) => join(scene.root, name));
    const noted = notes.reduce((sum, file) => sum + (existsSync(file) ? statSync(file).size : 0), 0);
    expect(freed?.bytes).toBeGreaterThan(10_000);
    expect(measure(scene.root) - noted).toBeLessThanOrEqual(all - (freed?.bytes ?? 0));
  });

  it('leaves what stays whole, and the pool without anything that nobody has', async () => {
    await using scene = await nights(3);

    await scene.saltern(['snapshot', 'prune', '--keep', '1'], { at: NOW });

    const pool = readdirSync(join(scene.root, 'pool/sha256'), { recursive: true, withFileTypes: true });
    const links = pool.filter((one) => one.isFile()).map((one) => lstatSync(join(one.parentPath, one.name)).nlink);
    expect(Math.min(...links)).toBeGreaterThan(1);
    expect(await scene.saltern(['snapshot', 'verify', '--all', '--full'])).toMatchObject({ code: 0 });
    expect(scene.read('mirror/audit.ndjson').match(/"action":"prune"/g)).toHaveLength(2);
  });

  it('keeps what is younger than was said, and what a channel points to', async () => {
    await using scene = await nights(4);
    await scene.saltern(['test', '--snapshot', scene.ids[0] ?? ''], { at: NOW });
    await scene.saltern(['promote', '--channel', 'stable', '--snapshot', scene.ids[0] ?? ''], { at: NOW });

    const said = await scene.saltern(['snapshot', 'prune', '--keep', '1', '--min-age', '47h'], { at: NOW });

    expect(said.stdout).toMatch(new RegExp(`stays ${scene.ids[0]}: channel stable`));
    expect(there(scene)).toEqual([scene.ids[0], scene.ids[2], scene.ids[3]]);
  });

  it('keeps the parent of a derived snapshot, and what a waiver or an approval is about', async () => {
    await using scene = await nights(4);
    const [, second = '', third = ''] = scene.ids;
    await scene.saltern(['snapshot', 'derive', second, '--label', 'x', '--hold', 'day=1', '--allow-broken'], {
      at: NOW,
    });
    const digestOf = (id: string) =>
      (JSON.parse(scene.read(`mirror/snapshots/${id}/summary.json`)) as { digest: string }).digest;
    const times = 'reason: known\nauthor: jane\ncreated: 2026-01-01\nexpires: 2027-01-01\n';
    scene.write('waivers/w.yml', `requirement: x\nscope: { snapshot: '${digestOf(third)}' }\n${times}`);

    const said = await scene.saltern(['snapshot', 'prune', '--keep', '1'], { at: NOW });

    expect(said.stdout).toContain(`stays ${second}: 1 derived snapshot`);
    expect(said.stdout).toContain(`stays ${third}: 1 waiver`);
    expect(there(scene)).toEqual([second, `${second}.x`, third, scene.ids[3]].toSorted());
  });

  it('keeps the places where a channel was, so that it can go back', async () => {
    await using scene = await nights(3);
    for (const id of scene.ids.slice(0, 2)) {
      await scene.saltern(['test', '--snapshot', id], { at: NOW });
      await scene.saltern(['promote', '--channel', 'stable', '--snapshot', id], { at: NOW });
    }

    await scene.saltern(['snapshot', 'prune', '--keep', '1'], { at: NOW });

    expect(there(scene)).toEqual(scene.ids);
  });

  it('keeps what a hold may need no longer than others: who derives then is told', async () => {
    await using scene = await nights(3);
    await scene.saltern(['snapshot', 'prune', '--keep', '1'], { at: NOW });

    const derived = await scene.saltern(['snapshot', 'derive', 'latest', '--label', 'x', '--hold', 'day=1']);

    expect(derived).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Snapshots that were pruned cannot be asked'),
    });
  });

  it('reads nothing again in the next snapshot because of what went', async () => {
    await using scene = await nights(3);
    await scene.saltern(['snapshot', 'prune', '--keep', '1'], { at: NOW });
    const index = await readFileIndex(join(scene.root, 'pool/hashed.index'));

    const pool = readdirSync(join(scene.root, 'pool/sha256'), { recursive: true, withFileTypes: true });
    const files = pool.filter((one) => one.isFile()).map((one) => lstatSync(join(one.parentPath, one.name)));

    expect(files.filter((stats) => index.find(stats) === undefined)).toEqual([]);
    expect(files.length).toBeGreaterThan(0);
  });

  it.each([
    ['nobody says how many stay', [], /Nobody says how many snapshots stay/],
    ['none is to stay', ['--keep', '0'], /'--keep 0' is no number/],
    ['an age has no unit', ['--keep', '1', '--min-age', '5'], /'5' is not an age/],
  ])('refuses where %s', async (_what, argv, message) => {
    await using scene = await nights(1);

    expect(await scene.saltern(['snapshot', 'prune', ...argv])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(message),
    });
  });

  it('sweeps what a kill in the middle has left, and counts nothing of it as a snapshot', async () => {
    await using scene = await nights(2);
    const half = join(scene.root, 'snapshots/.partial-killed');
    await scene.saltern(['snapshot', 'prune', '--keep', '2'], { at: NOW });
    mkdirSync(half);
    writeFileSync(join(half, 'manifest.json'), 'x'.repeat(100));

    await scene.saltern(['snapshot', 'prune', '--keep', '2'], { at: NOW });

    expect(there(scene)).toEqual(scene.ids);
  });
});

describe('the nightly', () => {
  it('prunes after its report where the project says how many stay', async () => {
    await using scene = await nights(3, { prune: { keep: 1 } });

    const night = await scene.saltern(['nightly'], { at: NOW + DAY });

    expect(night.stderr).toMatch(/removed 2 snapshots that need not stay: \d/);
    expect(there(scene)).toEqual([scene.ids[2]]);
  });
});
