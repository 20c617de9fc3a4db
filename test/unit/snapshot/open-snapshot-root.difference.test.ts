import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { array, assert, asyncProperty, constantFrom, integer, option, record, uniqueArray } from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { PackageEntry, SnapshotManifest, SnapshotRoot } from '../../../src/contract/snapshot.ts';
import { diffSnapshots } from '../../../src/snapshot/diff-snapshots.ts';
import { groupBySource } from '../../../src/snapshot/diff/group-by-source.ts';
import { openSnapshotRoot } from '../../../src/snapshot/open-snapshot-root.ts';
import { writeManifest } from '../../../src/snapshot/root/write-manifest.ts';

const { signal } = new AbortController();
const [FROM, TO] = ['20261122T013000', '20261123T013000'];

let path: string;
let root: SnapshotRoot;
beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'saltern-difference-'));
  root = openSnapshotRoot({ path, signal });
});
afterEach(() => rm(path, { recursive: true }));

type Members = Readonly<Record<string, readonly PackageEntry[]>>;

interface Built {
  readonly arch?: string;
  readonly build?: string;
}

function entry(name: string, version: string, { arch = 'x86_64', build = '' }: Built = {}): PackageEntry {
  const pkgid = `${name}${version}${arch}${build}`;
  const [source, location] = [`${name}-src-${version}-1.src.rpm`, `Packages/${name}-${version}-1.${arch}.rpm`];
  return { name, arch, epoch: 0, version, release: '1', pkgid, size: 1, sourcerpm: source, location };
}

function manifestFile(id: string): string {
  return join(path, 'snapshots', id, 'manifest.json');
}

async function write(id: string, members: Members): Promise<void> {
  await rm(join(path, 'snapshots', id), { recursive: true, force: true });
  await mkdir(join(path, 'snapshots', id), { recursive: true });
  await writeManifest(join(path, 'snapshots', id), toManifest(id, members));
}

function toManifest(id: string, members: Members): SnapshotManifest {
  const head = { version: 1, id, createdAt: '2026-11-22T01:30:00.000Z', digest: `sha256:${id}` } as const;
  const one = ([name, packages]: [string, readonly PackageEntry[]]) => {
    return { name, metadataDigest: 'm', contentDigest: JSON.stringify(packages), packages };
  };
  return { ...head, members: Object.entries(members).map(one) };
}

async function overwrite(id: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(manifestFile(id), 'utf8');
  await rm(manifestFile(id));
  await writeFile(manifestFile(id), change(text));
}

async function compareBoth() {
  const thin = await root.readDifference(FROM, TO);
  const whole = { before: await root.read(FROM), after: await root.read(TO) };
  return [thin, whole].map(({ before, after }) => {
    const diff = diffSnapshots(before, after);
    return { diff, sources: groupBySource(diff.changes, { before, after }) };
  });
}

it('has what changed, with other versions of the same name, and nothing that both have', async () => {
  const kernels = [entry('kernel', '5'), entry('kernel', '6')];
  const rest = Array.from({ length: 100 }, (_, at) => entry(`lib${at}`, '1'));
  await write(FROM, { base9: [entry('chrony', '4'), ...kernels, ...rest] });
  await write(TO, { base9: [entry('chrony', '4'), ...kernels, entry('kernel', '7'), entry('new', '1'), ...rest] });

  const { before, after } = await root.readDifference(FROM, 'latest');

  expect(before).toEqual({ ...(await root.read(FROM)), members: [{ ...before.members[0], packages: kernels }] });
  expect(after.members[0]?.packages).toEqual([...kernels, entry('kernel', '7'), entry('new', '1')]);
});

it('gives every diff that the whole manifests give', async () => {
  const packages = uniqueArray(
    record({
      name: constantFrom('a', 'b', 'bb', 'c"d', 'é', 'lib', 'packages'),
      version: integer({ min: 1, max: 3 }).map(String),
      arch: constantFrom('x86_64', 'i686'),
      build: constantFrom('', '', '', 'again'),
    }),
    { selector: (one) => `${one.name}-${one.version}-${one.arch}`, maxLength: 14 },
  ).map((all) => all.map(({ name, version, ...built }) => entry(name, version, built)));
  const members = record({ base9: packages, extras9: packages, only: option(packages, { nil: undefined }) }).map(
    ({ only, ...both }): Members => ({ ...both, ...(only === undefined ? {} : { only }) }),
  );

  await assert(
    asyncProperty(array(members, { minLength: 2, maxLength: 2 }), async ([from = {}, to = {}]) => {
      await write(FROM, from);
      await write(TO, to);

      const [thin, whole] = await compareBoth();

      expect(thin).toEqual(whole);
    }),
    { numRuns: 150 },
  );
});

it('is found too where a manifest is written in another form', async () => {
  await write(FROM, { base9: [entry('chrony', '4'), entry('same', '1')] });
  await write(TO, { base9: [entry('chrony', '5'), entry('same', '1')] });
  await overwrite(FROM, (text) => JSON.stringify(JSON.parse(text), undefined, 2));

  const [thin, whole] = await compareBoth();

  expect(thin).toEqual(whole);
  expect(thin?.diff.changes).toMatchObject([{ name: 'chrony', kind: 'upgraded' }]);
});

it.each([
  ['cut off', (text: string) => text.slice(0, -40)],
  ['cut off after a package', (text: string) => `${text.split('\n').slice(0, 4).join('\n')}\n`],
  ['with another end', (text: string) => text.replace(']}]}', ']]]]')],
  ['with something behind it', (text: string) => `${text}{}`],
  ['with a package that is none', (text: string) => text.replace('"version":"5"', '"version":5')],
  ['with a package that ends early', (text: string) => text.replace('-5-1.x86_64.rpm"}', '')],
  ['with a member that has no digest', (text: string) => text.replace('"contentDigest"', '"other"')],
])('is none of a manifest %s, and the error is that of reading it whole', async (_, change) => {
  await write(FROM, { base9: [entry('chrony', '4'), entry('same', '1'), entry('tail', '1')] });
  await write(TO, { base9: [entry('chrony', '5'), entry('same', '1'), entry('tail', '1')] });
  await overwrite(TO, change);

  const whole = await root.read(TO).catch((error: unknown) => error);

  expect(whole).toMatchObject({ code: 'SNAPSHOT_DAMAGED' });
  await expect(root.readDifference(FROM, TO)).rejects.toEqual(whole);
});

it('is none where a snapshot is another than its folder says, or not there', async () => {
  await write(FROM, { base9: [entry('chrony', '4')] });
  await write(TO, { base9: [entry('chrony', '4')] });
  await overwrite(TO, (text) => text.replace(`"id":"${TO}"`, `"id":"${FROM}"`));

  await expect(root.readDifference(FROM, TO)).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED' });
  await expect(root.readDifference(FROM, 'nightly')).rejects.toMatchObject({ code: 'SNAPSHOT_NOT_FOUND' });
});
