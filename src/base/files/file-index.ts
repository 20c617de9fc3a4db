import type { Stats } from 'node:fs';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';

/** What a file was when it was last hashed. */
export interface IndexedFile {
  /** Size, times and inode as one text; equal text means an untouched file. */
  readonly stamp: string;
  /** Digest of its bytes, hex. */
  readonly sha256: string;
  /** The same file's checksum of another kind, `sha512:…`, where one was asked for. */
  readonly also?: string | undefined;
}

/** Files by a key, their path say, so that files that did not change are not read again. */
export type FileIndex = ReadonlyMap<string, IndexedFile>;

const schema = z.object({
  version: z.literal(1),
  files: z.record(z.string(), z.object({ stamp: z.string(), sha256: z.string(), also: z.string().optional() })),
});

/** A missing or damaged index is an empty one: it only saves time. */
export async function readFileIndex(file: string): Promise<FileIndex> {
  try {
    const parsed = schema.parse(JSON.parse(await readText(file, MOST_BYTES.log)));
    return new Map(Object.entries(parsed.files));
  } catch {
    return new Map();
  }
}

/** Replaces an index in one step. */
export async function writeFileIndex(file: string, index: FileIndex): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify({ version: 1, files: Object.fromEntries(index) }), { fsync: false });
}

/** Includes the change time, which no tool can set back. */
export function stampOf(stats: Stats): string {
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.dev}:${stats.ino}`;
}

/** Milliseconds, by the clock that stamps files beside `file`: a file server's differs from ours. */
export async function readDiskClock(file: string): Promise<number> {
  const folder = dirname(file);
  const temporary = join(folder, `.${crypto.randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(temporary, '');
  const { ctimeMs } = await stat(temporary);
  await rm(temporary);
  return ctimeMs;
}

/**
 * Whether a file hashed after `now` (milliseconds, the disk's clock) may be trusted by its stamp later. One that was
 * written just before may be written again within the same tick of that clock, and would keep its stamp.
 */
export function isStable(stats: Stats, now: number): boolean {
  return stats.ctimeMs < now - 2_000;
}
