import { createHash, type Hash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { parseJson } from '../json/parse-json.ts';
import { hashFile } from '../files/hash-file.ts';

const infoSchema = z.strictObject({
  /** What it is a part of, for people. */
  title: z.string(),
  /** An ETag or a date that If-Range takes; without one it cannot go on. */
  validator: z.string().optional(),
});

/** What is kept beside a part. */
export type PartInfo = z.infer<typeof infoSchema>;

export interface Part {
  readonly bytes: number;
  /** Of those bytes; goes on with what follows. */
  readonly hash: Hash;
  readonly validator: string | undefined;
}

const EMPTY: Omit<Part, 'hash'> = { bytes: 0, validator: undefined };

/** What is there already of a download; nothing, when it is not known what it is a part of. */
export async function readPart(path: string, signal: AbortSignal): Promise<Part> {
  const info = await readPartInfo(path);
  const file = await stat(path).catch(() => undefined);
  if (info === undefined || file === undefined || file.size === 0) return { ...EMPTY, hash: createHash('sha256') };
  return { bytes: file.size, hash: await hashFile(path, signal), validator: info.validator };
}

/** Begins anew. First the old bytes go: never may they stand beside the new validator. */
export async function beginPart(path: string, info: PartInfo): Promise<Part> {
  await rm(path, { force: true });
  await writeFileAtomic(`${path}.json`, JSON.stringify(info), { fsync: false });
  return { ...EMPTY, validator: info.validator, hash: createHash('sha256') };
}

export async function readPartInfo(path: string): Promise<PartInfo | undefined> {
  return infoSchema.safeParse(parseJson(await readFile(`${path}.json`, 'utf8').catch(() => ''))).data;
}

export async function removePart(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.json`, { force: true });
}
