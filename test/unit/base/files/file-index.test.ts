import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  emptyFileIndex,
  type FileStamp,
  readFileIndex,
  writeFileIndex,
} from '../../../../src/base/files/file-index.ts';

const STAMP: FileStamp = { ino: 2 ** 40 + 1, dev: 7, size: 100, mtimeMs: 1_764_200_000_000.5, ctimeMs: 2_000.25 };
const DIGESTS = { sha256: 'a1'.repeat(32), also: undefined };
const OTHER = { sha256: 'b2'.repeat(32), also: `sha512:${'c3'.repeat(64)}` };

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'saltern-index-'));
  file = join(folder, 'notes/files.index');
});
afterEach(() => rm(folder, { recursive: true }));

describe('an index of files', () => {
  it('knows a file again that looks as it did, also once it was written and read', async () => {
    const index = emptyFileIndex();
    index.set(STAMP, DIGESTS);
    index.set({ ...STAMP, ino: 2 }, OTHER);

    await writeFileIndex(file, index);
    const read = await readFileIndex(file);

    expect([index, read].map((one) => one.find(STAMP))).toEqual([DIGESTS, DIGESTS]);
    expect(read.find({ ...STAMP, ino: 2 })).toEqual(OTHER);
  });

  it.each<[keyof FileStamp]>([['ino'], ['dev'], ['size'], ['mtimeMs'], ['ctimeMs']])(
    'knows nothing of a file whose %s is another',
    (changed) => {
      const index = emptyFileIndex();
      index.set(STAMP, DIGESTS);

      expect(index.find({ ...STAMP, [changed]: STAMP[changed] + 0.25 })).toBeUndefined();
    },
  );

  it('knows of an inode only what was set last', () => {
    const index = emptyFileIndex();
    index.set(STAMP, OTHER);
    index.set({ ...STAMP, ctimeMs: 3_000 }, DIGESTS);

    expect(index.find(STAMP)).toBeUndefined();
    expect(index.find({ ...STAMP, ctimeMs: 3_000 })).toEqual(DIGESTS);
  });

  it('holds many thousand files, and what it was not told when it was read', async () => {
    const index = emptyFileIndex();
    const stamps = Array.from({ length: 5000 }, (_, ino) => ({ ...STAMP, ino, size: ino * 3 }));
    for (const stamp of stamps) index.set(stamp, stamp.ino % 1000 === 0 ? OTHER : DIGESTS);
    await writeFileIndex(file, index);

    const read = await readFileIndex(file);
    read.set({ ...STAMP, ino: 9999 }, OTHER);

    expect(stamps.filter((stamp) => read.find(stamp) === undefined)).toEqual([]);
    expect(stamps.filter((stamp) => read.find(stamp)?.also !== undefined)).toHaveLength(5);
    expect(read.find({ ...STAMP, ino: 9999 })).toEqual(OTHER);
  });

  it('leaves out what changed when it was written or later, for that may change again unseen', async () => {
    const index = emptyFileIndex();
    for (const [ino, ctimeMs] of [1000, 2000, 3000].entries()) index.set({ ...STAMP, ino, ctimeMs }, OTHER);

    await writeFileIndex(file, index, { before: 2000 });

    const read = await readFileIndex(file);
    const known = [1000, 2000, 3000].map((ctimeMs, ino) => read.find({ ...STAMP, ino, ctimeMs }));
    expect(known).toEqual([OTHER, undefined, undefined]);
  });

  it('leaves out those wherever they lie between others', async () => {
    const stamps = [3, 1, 1, 3, 3, 1, 3].map((ctimeMs, ino) => ({ ...STAMP, ino, ctimeMs, size: ino }));
    const sums = stamps.map(({ ino }) => ({
      sha256: `${ino}f`.repeat(32),
      also: ino % 2 === 1 ? `sha1:${ino}` : undefined,
    }));
    const index = emptyFileIndex();
    for (const [at, stamp] of stamps.entries()) index.set(stamp, sums[at] ?? DIGESTS);

    await writeFileIndex(file, index, { before: 2 });

    const read = await readFileIndex(file);
    expect(stamps.map((stamp) => read.find(stamp))).toEqual(
      sums.map((one, at) => ([1, 2, 5].includes(at) ? one : undefined)),
    );
  });

  it.each<[string, (path: string) => Promise<unknown>]>([
    ['is missing', (path) => rm(path)],
    ['is empty', (path) => truncate(path)],
    ['was cut off', async (path) => truncate(path, (await readFile(path)).length - 1)],
    ['was cut off in its rows', (path) => truncate(path, 60)],
    ['has something behind it', (path) => appendFile(path, '!')],
    ['is something else', (path) => writeFile(path, '{"version":1}\n["1",2,3,4,5,6,"aa"]\n')],
    ['says that it has more rows than there are', (path) => overwrite(path, 1e9)],
    ['says that it has less than none', (path) => overwrite(path, -1)],
    ['says that it has no number of rows', (path) => overwrite(path, Number.NaN)],
  ])('is empty where its file %s', async (_, damage) => {
    const index = emptyFileIndex();
    index.set(STAMP, OTHER);
    await writeFileIndex(file, index);
    await damage(file);

    const read = await readFileIndex(file);

    expect(read.find(STAMP)).toBeUndefined();
  });
});

/** Its number of rows, behind the sixteen bytes that it begins with. */
async function overwrite(path: string, count: number): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeDoubleLE(count, 16);
  await writeFile(path, bytes);
}
