import type { Stats } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readText } from '../../base/files/read-regular.ts';
import { MOST_BYTES } from '../../base/files/size-limits.ts';

/** Size, times and inode of a file. The change time is one that no tool can set back. */
export type FileStamp = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'dev' | 'ino'>;

/** What a file was when it was last hashed. */
export interface IndexedFile {
  /** What it looked like; a file that looks the same is untouched. */
  readonly stamp: FileStamp;
  /** Digest of its bytes, hex. */
  readonly sha256: string;
  /** The same file's checksum of another kind, `sha512:…`, where one was asked for. */
  readonly also: string | undefined;
}

/** Files by a key, their path say, so that files that did not change are not read again. */
export type FileIndex = ReadonlyMap<string, IndexedFile>;

/** The first line of an index. */
const HEAD = '{"version":1}';

/**
 * A missing or damaged index is an empty one: it only saves time. One row a line, a few hundred read at a time: one by
 * one they take a third longer, and a hundred thousand at once as much memory again as the index.
 */
export async function readFileIndex(file: string): Promise<FileIndex> {
  const found = new Map<string, IndexedFile>();
  try {
    const text = await readText(file, MOST_BYTES.log);
    if (!text.startsWith(`${HEAD}\n`)) return found;
    for (let from = HEAD.length + 1, end; (end = endOfPiece(text, from)) !== -1; from = end + 1) {
      const rows: unknown = JSON.parse(`[${text.slice(from, end).replaceAll('\n', ',')}]`);
      for (const row of Array.isArray(rows) ? rows : []) found.set(...parseRow(row));
    }
    return found;
  } catch {
    return new Map();
  }
}

/** Characters that are read at a time. */
const PIECE = 100_000;

/** The end of a line, some hundred lines on; -1 after the last whole one. */
function endOfPiece(text: string, from: number): number {
  const end = text.lastIndexOf('\n', from + PIECE);
  return end >= from ? end : text.indexOf('\n', from);
}

/** By hand: a schema's check of a hundred thousand rows takes longer than all that the index saves. */
function parseRow(row: unknown): [key: string, indexed: IndexedFile] {
  const [key, size, mtimeMs, ctimeMs, dev, ino, sha256, also]: readonly unknown[] = Array.isArray(row) ? row : [];
  if (
    typeof key === 'string' &&
    typeof size === 'number' &&
    typeof mtimeMs === 'number' &&
    typeof ctimeMs === 'number' &&
    typeof dev === 'number' &&
    typeof ino === 'number' &&
    typeof sha256 === 'string' &&
    (also === undefined || typeof also === 'string')
  )
    return [key, { stamp: { size, mtimeMs, ctimeMs, dev, ino }, sha256, also }];
  throw new Error('no row');
}

/** Rows in one write. */
const BATCH = 5_000;

/** Replaces an index in one step. That it is cut short by a crash is no trouble. */
export async function writeFileIndex(file: string, index: ReadonlyMap<string | number, IndexedFile>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${crypto.randomUUID()}`;
  try {
    await writeFile(aside, formatIndex(index));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}

function* formatIndex(index: ReadonlyMap<string | number, IndexedFile>): Generator<string> {
  yield `${HEAD}\n`;
  let piece: string[] = [];
  for (const [key, indexed] of index) {
    piece.push(formatRow(key, indexed));
    if (piece.length < BATCH) continue;
    yield piece.join('');
    piece = [];
  }
  yield piece.join('');
}

function formatRow(
  key: string | number,
  { stamp: { size, mtimeMs, ctimeMs, dev, ino }, sha256, also }: IndexedFile,
): string {
  const row = [String(key), size, mtimeMs, ctimeMs, dev, ino, sha256];
  return `${JSON.stringify(also === undefined ? row : [...row, also])}\n`;
}

/** Only what is to be kept of a file's stats. */
export function stampOf({ size, mtimeMs, ctimeMs, dev, ino }: FileStamp): FileStamp {
  return { size, mtimeMs, ctimeMs, dev, ino };
}

/** Whether nobody touched a file between the two. */
export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.ctimeMs === b.ctimeMs && a.mtimeMs === b.mtimeMs && a.size === b.size && a.ino === b.ino && a.dev === b.dev;
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
