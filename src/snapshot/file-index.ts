import { mkdir, readFile } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { LAYOUT } from './snapshot-layout.ts';

/** What a file was when it was last hashed. */
export interface IndexedFile {
  /** Size, times and inode as one text; equal text means an untouched file. */
  readonly stamp: string;
  /** Digest of its bytes, which the pool held then. */
  readonly sha256: string;
  /** The same file's checksum of another kind, `sha512:…`, where the metadata asked for one. */
  readonly also?: string | undefined;
}

/** Files of one member's mirror by path, so that what did not change is not read again. */
export type FileIndex = ReadonlyMap<string, IndexedFile>;

const schema = z.object({
  version: z.literal(1),
  files: z.record(z.string(), z.object({ stamp: z.string(), sha256: z.string(), also: z.string().optional() })),
});

/** A missing or damaged index is an empty one: it only saves time. */
export async function readFileIndex(root: string, member: string): Promise<FileIndex> {
  try {
    const parsed = schema.parse(JSON.parse(await readFile(LAYOUT.index(root, member), 'utf8')));
    return new Map(Object.entries(parsed.files));
  } catch {
    return new Map();
  }
}

/** Replaces the index of a member in one step. */
export async function writeFileIndex(root: string, member: string, index: FileIndex): Promise<void> {
  const file = LAYOUT.index(root, member);
  await mkdir(dirname(file), { recursive: true });
  await writeFileAtomic(file, JSON.stringify({ version: 1, files: Object.fromEntries(index) }), { fsync: false });
}

/** The change time is among them, which no tool can set back. */
export function stampOf(stats: Stats): string {
  return `${stats.size} ${stats.mtimeMs} ${stats.ctimeMs} ${stats.dev}:${stats.ino}`;
}

/**
 * Whether a file hashed after `hashedAt` (milliseconds, the disk's clock) may be trusted by its stamp later. One that was written just
 * before may be written again within the same tick of the file system's clock and keep its stamp.
 */
export function isSettled(stats: Stats, hashedAt: number): boolean {
  return stats.ctimeMs < hashedAt - 2_000;
}
