import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { imageContext, source, stored } from './image-context.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk } from './tiny-image.ts';

const disk = rawDisk(2_000_000);

it('takes a local file into the store, and reads it once as long as it stays the same', async () => {
  using context = imageContext();
  const path = join(context.directory, 'built.raw');
  await writeFile(path, disk);

  const first = await fetchImage(source(path), context);
  const told = context.shown.length;
  const again = await fetchImage(source(path), context);
  const byUrl = await fetchImage(source(pathToFileURL(path).href), context);

  expect(await readFile(first.file)).toEqual(disk);
  expect(first).toMatchObject({ digest: `sha256:${sha256(disk)}`, location: path });
  expect([again, byUrl]).toEqual([first, first]);
  expect(context.shown).toHaveLength(told);
});

it('sees that a local file was written anew, and keeps the old one for those who run on it', async () => {
  using context = imageContext();
  const path = join(context.directory, 'built.raw.gz');
  await writeFile(path, gzipSync(disk));
  const first = await fetchImage(source(path), context);
  const tonight = rawDisk(2_000_000, 'tonight');
  await writeFile(path, gzipSync(tonight));

  const second = await fetchImage(source(path), context);

  expect(await readFile(first.file)).toEqual(disk);
  expect(await readFile(second.file)).toEqual(tonight);
});

it('compares a local file with what is pinned or published', async () => {
  using context = imageContext();
  const path = join(context.directory, 'built.raw');
  await writeFile(path, disk);

  await expect(fetchImage(source(path, { sha256: 'a'.repeat(64) }), context)).rejects.toMatchObject({
    code: 'IMAGE_PULL',
  });
  await writeFile(`${path}.sha256`, `${'b'.repeat(64)}  built.raw\n`);
  await expect(fetchImage(source(path), context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
  await writeFile(`${path}.sha256`, `${sha256(disk)}  built.raw\n`);
  await fetchImage(source(path), context);

  // Written anew, while the checksum beside it was not.
  await writeFile(path, rawDisk(1024));
  await expect(fetchImage(source(path), context)).rejects.toMatchObject({ code: 'IMAGE_PULL' });
  expect(await stored(context, '.part')).toEqual([]);
});

it('names a local file that is not there', async () => {
  using context = imageContext();

  await expect(fetchImage(source('/nowhere/x.qcow2'), context)).rejects.toMatchObject({
    code: 'IMAGE_MISSING',
    message: expect.stringContaining("'/nowhere/x.qcow2'"),
  });
  await expect(fetchImage(source('x.qcow2'), context)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  await expect(fetchImage(source(context.directory), context)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
});
