import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fetchImage } from '../../../../../drivers/qemu/images/fetch-image.ts';
import { imageFolder, readEntries } from '../../../../../drivers/qemu/images/image-index.ts';
import { listImages, removeImage } from '../../../../../drivers/qemu/images/list-images.ts';
import { imageContext, source, stored } from './image-context.ts';
import { sha256 } from '../../../../support/some-bytes.ts';
import { rawDisk, tinyQcow2 } from './tiny-image.ts';

const disk = rawDisk(2_000_000);

it('lists what it holds, last used first, and removes it', async () => {
  using context = imageContext();
  const one = join(context.directory, 'one.raw');
  const two = join(context.directory, 'two.qcow2');
  await writeFile(one, disk);
  await writeFile(two, tinyQcow2());
  const first = await fetchImage(source(one), context);
  await fetchImage(source(two), context);
  const { cacheDirectory } = context;
  const titles = async () => (await listImages(cacheDirectory)).map((entry) => entry.title);

  for (const { path, title } of await readEntries(imageFolder(cacheDirectory))) {
    await utimes(path, 1, title === 'one.raw' ? 1000 : 2000);
  }
  expect(await titles()).toEqual(['two.qcow2', 'one.raw']);
  await fetchImage(source(one), context);
  expect(await titles()).toEqual(['one.raw', 'two.qcow2']);

  const [entry] = await listImages(cacheDirectory);
  expect(entry).toMatchObject({ id: `${sha256(disk)}.raw`, file: first.file, digest: first.digest });
  expect(entry?.bytes).toBeGreaterThanOrEqual(disk.length);
  expect(await removeImage(cacheDirectory, entry?.id ?? '')).toBe(true);
  expect(await removeImage(cacheDirectory, entry?.id ?? '')).toBe(false);
  expect(await removeImage(cacheDirectory, '../../../built.raw')).toBe(false);
  expect(await titles()).toEqual(['two.qcow2']);
  expect(await stored(context, '.json')).toHaveLength(1);

  await rm(one);
  await expect(fetchImage(source(one), context)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
});

it('lists a download that was broken off more than a week ago, no younger one', async () => {
  using context = imageContext();
  await fetchOne(context.directory, context);
  const folder = imageFolder(context.cacheDirectory);
  const [old, young] = [`${'a'.repeat(64)}.part`, `${'b'.repeat(64)}.part`];
  await writeFile(join(folder, old), 'half');
  await writeFile(join(folder, `${old}.json`), JSON.stringify({ title: 'c9s.qcow2' }));
  await writeFile(join(folder, young), 'half');
  await utimes(join(folder, old), new Date(0), new Date(0));

  const parts = (await listImages(context.cacheDirectory)).filter((entry) => entry.id.endsWith('.part'));

  expect(parts).toMatchObject([{ id: old, title: 'c9s.qcow2 (unfinished)', digest: undefined }]);
  expect(await removeImage(context.cacheDirectory, old)).toBe(true);
  expect(await stored(context, '.part')).toEqual([young]);
  expect(await stored(context, '.part.json')).toEqual([]);
});

async function fetchOne(directory: string, context: Parameters<typeof fetchImage>[1]): Promise<void> {
  await writeFile(join(directory, 'one.raw'), disk);
  await fetchImage(source(join(directory, 'one.raw')), context);
}
