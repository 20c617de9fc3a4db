import { createHash, type Hash } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { readText } from '../files/read-regular.ts';
import { MOST_BYTES } from '../files/size-limits.ts';
import { parseJson } from '../json/parse-json.ts';
import { hashFile } from '../files/hash-file.ts';

const infoSchema = z.strictObject({
  /** What it is a part of, for people. */
  title: z.string(),
  /** An ETag or a date that If-Range takes; without one the download cannot be continued. */
  validator: z.string().optional(),
});

/** What is kept beside a part. */
export type PartInfo = z.infer<typeof infoSchema>;

export interface Part {
  readonly bytes: number;
  /** Over those bytes; to be continued with what follows. */
  readonly hash: Hash;
  readonly validator: string | undefined;
}

const EMPTY: Omit<Part, 'hash'> = { bytes: 0, validator: undefined };

/** What an earlier try left of a download; an empty part when nothing says what the bytes are a part of. */
export async function readPart(path: string, signal: AbortSignal): Promise<Part> {
  const info = await readPartInfo(path);
  const file = await stat(path).catch(() => undefined);
  if (info === undefined || file === undefined || file.size === 0) return { ...EMPTY, hash: createHash('sha256') };
  return { bytes: file.size, hash: await hashFile(path, signal), validator: info.validator };
}

/** Begins anew. The old bytes go first: they must never stand beside the new validator. */
export async function beginPart(path: string, info: PartInfo): Promise<Part> {
  await rm(path, { force: true });
  await writeFileAtomic(`${path}.json`, JSON.stringify(info), { fsync: false });
  return { ...EMPTY, validator: info.validator, hash: createHash('sha256') };
}

export async function readPartInfo(path: string): Promise<PartInfo | undefined> {
  return infoSchema.safeParse(parseJson(await readText(`${path}.json`, MOST_BYTES.settings).catch(() => ''))).data;
}

export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.json`, { force: true });
}
