import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { readText } from '../../../src/base/files/read-regular.ts';
import { MOST_BYTES } from '../../../src/base/files/size-limits.ts';
import { readFolder } from '../../../src/base/files/read-folder.ts';
import { parseJson } from '../../../src/base/json/parse-json.ts';
import type { LockTarget } from '../../../src/base/lock/take-lock.ts';
import type { DriverContext } from '../../../src/contract/context.ts';

/** What the image store uses of a driver's context. */
export type ImageContext = Pick<DriverContext, 'signal' | 'cacheDirectory' | 'progress' | 'environment'>;

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const validatorSchema = z.strictObject({
  etag: z.string().optional(),
  lastModified: z.string().optional(),
  /** Of a local file: size, time of change and inode. */
  stamp: z.string().optional(),
});

const entrySchema = z.object({
  version: z.literal(1),
  /** Of what was downloaded. */
  digest: hex,
  /** Name in the store. */
  file: z.string().regex(/^[0-9a-f]{64}\.(?:qcow2|raw)$/),
  format: z.enum(['qcow2', 'raw']),
  virtualBytes: z.number().int().nonnegative(),
  /** Length of the file, by which a damaged store is noticed. */
  bytes: z.number().int().nonnegative(),
  title: z.string(),
  /** `*` resolved, without credentials. */
  location: z.string(),
  /** Hash of the location, `*` resolved; of the location as configured. */
  place: hex,
  asked: hex,
  validator: validatorSchema,
});

/** By this one knows whether the original has changed. All keys missing: one cannot know. */
export type Validator = z.infer<typeof validatorSchema>;

/** What is known about one download: which file of the store it became, and where it came from. */
export type ImageEntry = z.infer<typeof entrySchema>;

export interface UsedEntry extends ImageEntry {
  /**
   * Milliseconds since the epoch: the time of the entry's file, which is written anew with each use. No clock is
   * needed.
   */
  readonly usedAtMs: number;
  /** Absolute path of the entry itself. */
  readonly path: string;
}

/** Folder of the store: images, an entry per download and location (`.json`), and what is half done (`.part`). */
export function imageFolder(cacheDirectory: string): string {
  return join(cacheDirectory, 'qemu', 'images');
}

/** Held while an image is fetched; `key` is the name of its part. */
export function imageLock(cacheDirectory: string, key: string): LockTarget {
  return { directory: join(cacheDirectory, 'locks'), key: `qemu-image-${key}` };
}

/** All entries, last used first; those that cannot be read count as none. */
export async function readEntries(folder: string): Promise<readonly UsedEntry[]> {
  const names = await readFolder(folder);
  const entries = await Promise.all(
    names.filter((name) => ENTRY_NAME.test(name)).map((name) => readEntry(join(folder, name))),
  );
  return entries.filter((entry) => entry !== undefined).sort((a, b) => b.usedAtMs - a.usedAtMs);
}

/** The last used entry that passes `test` and whose image is there, whole. */
export async function findEntry(folder: string, test: (entry: ImageEntry) => boolean): Promise<UsedEntry | undefined> {
  for (const entry of await readEntries(folder)) {
    if (!test(entry)) continue;
    const info = await stat(join(folder, entry.file)).catch(() => undefined);
    if (info?.size === entry.bytes) return entry;
  }
  return undefined;
}

/** A copy with that digest; the one that was fetched from `asked`, if any, else one from anywhere. */
export async function findDigest(folder: string, digest: string, asked: string): Promise<ImageEntry | undefined> {
  const own = await findEntry(folder, (entry) => entry.digest === digest && entry.asked === asked);
  return own ?? (await findEntry(folder, (entry) => entry.digest === digest));
}

/** Replaces the entry as a whole; also notes that it is used now. */
export async function writeEntry(folder: string, entry: ImageEntry): Promise<void> {
  const name = `${entry.digest}-${entry.place.slice(0, 16)}.json`;
  await writeFileAtomic(join(folder, name), `${JSON.stringify(entrySchema.parse(entry), undefined, 2)}\n`, {
    fsync: false,
  });
}

const ENTRY_NAME = /^[0-9a-f]{64}-[0-9a-f]{16}\.json$/;

async function readEntry(path: string): Promise<UsedEntry | undefined> {
  try {
    const [content, info] = await Promise.all([readText(path, MOST_BYTES.record), stat(path)]);
    const parsed = entrySchema.safeParse(parseJson(content));
    return parsed.success ? { ...parsed.data, usedAtMs: info.mtimeMs, path } : undefined;
  } catch {
    return undefined;
  }
}
