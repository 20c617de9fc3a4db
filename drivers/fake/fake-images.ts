import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import { parseJson } from '../../src/base/json/parse-json.ts';
import { readFolder } from '../../src/base/files/read-folder.ts';
import type { CacheEntry } from '../../src/contract/driver.ts';
import type { DriverContext } from '../../src/contract/context.ts';

type Cache = Pick<DriverContext, 'cacheDirectory'>;

interface NewImage {
  readonly key: string;
  readonly title: string;
  /** Names of the steps it was made with. */
  readonly steps: readonly string[];
}

/** A file that another process is writing at this moment may be read half. */
const imageSchema = z.object({ title: z.string() }).catch({ title: 'pretend image' });
const recordSchema = z.object({ image: z.string() }).catch({ image: '' });

/** How instances name the image of a key. */
export function imageReference(key: string): string {
  return `fake:${key}`;
}

/** Pretends to build an image; gives false when it was saved before, and notes that it is used again. */
export async function saveImage({ key, title, steps }: NewImage, context: DriverContext): Promise<boolean> {
  const file = join(imagesDirectory(context), key);
  const text = await readText(file, MOST_BYTES.record).catch(() => undefined);
  if (text !== undefined) {
    // Writing the same content again sets the file's time to now.
    await writeFile(file, text);
    return false;
  }
  for (const [index, step] of steps.entries()) context.progress(step, index, steps.length);
  await mkdir(imagesDirectory(context), { recursive: true });
  await writeFile(file, JSON.stringify({ title, steps }));
  return true;
}

/** Every image of the cache; one is in use while there is an instance of any project that was made from it. */
export async function listImages(cache: Cache): Promise<readonly CacheEntry[]> {
  const [names, used] = await Promise.all([readFolder(imagesDirectory(cache)), usedImages(cache)]);
  return await Promise.all(
    names.map(async (key): Promise<CacheEntry> => {
      const file = join(imagesDirectory(cache), key);
      const [{ size, mtime }, text] = await Promise.all([stat(file), readText(file, MOST_BYTES.record)]);
      const { title } = imageSchema.parse(parseJson(text));
      const isInUse = used.has(imageReference(key));
      return { id: key, kind: 'prepared', title, bytes: size, usedAt: mtime.toISOString(), isInUse };
    }),
  );
}

/** Removes those that no instance uses; gives the ids of what it removed. */
export async function forgetImages(ids: readonly string[], cache: Cache): Promise<readonly string[]> {
  const free = (await listImages(cache)).filter(({ id, isInUse }) => ids.includes(id) && !isInUse);
  await Promise.all(free.map(({ id }) => rm(join(imagesDirectory(cache), id), { force: true })));
  return free.map(({ id }) => id);
}

async function usedImages({ cacheDirectory }: Cache): Promise<ReadonlySet<string>> {
  const root = join(cacheDirectory, 'fake');
  const projects = (await readFolder(root)).map((name) => join(root, name));
  const folders = await Promise.all(
    projects.map(async (project) => (await readFolder(project)).map((name) => join(project, name))),
  );
  const texts = await Promise.all(
    folders.flat().map((folder) => readText(join(folder, 'instance.json'), MOST_BYTES.record).catch(() => '')),
  );
  return new Set(texts.map((text) => recordSchema.parse(parseJson(text)).image));
}

/** Where they are, a file for each. */
export function imagesDirectory({ cacheDirectory }: Cache): string {
  return join(cacheDirectory, 'fake', 'images');
}
