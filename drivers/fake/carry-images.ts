import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { MOST_BYTES } from '../../src/base/files/size-limits.ts';
import { readText } from '../../src/base/files/read-regular.ts';
import { parseJson } from '../../src/base/json/parse-json.ts';
import type { DriverContext } from '../../src/contract/context.ts';
import { SalternError } from '../../src/contract/errors.ts';
import { imagesDirectory } from './fake-images.ts';

type Cache = Pick<DriverContext, 'cacheDirectory'>;

/** Pretended images by their keys, which become names of files. */
const schema = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.string());

/** Writes them into one file, as a real driver does. */
export async function saveImages(ids: readonly string[], file: string, cache: Cache): Promise<void> {
  const read = async (id: string) => [id, await readFile(join(imagesDirectory(cache), id), 'utf8')] as const;
  await writeFile(file, JSON.stringify(Object.fromEntries(await Promise.all(ids.map(read)))));
}

/** Takes them in from there. Throws `CACHE_DAMAGED` for what is none. */
export async function loadImages(file: string, cache: Cache): Promise<void> {
  const images = schema.safeParse(parseJson(await readText(file, MOST_BYTES.record).catch(() => '')));
  if (!images.success)
    throw new SalternError('CACHE_DAMAGED', `'${file}' holds no pretended images`, { hint: 'Remove it.' });
  await mkdir(imagesDirectory(cache), { recursive: true });
  for (const [key, text] of Object.entries(images.data)) await writeFile(join(imagesDirectory(cache), key), text);
}
