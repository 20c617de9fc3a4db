import type { Stats } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { COLUMNS, type FileTable, formatTable, parseTable, SUM_BYTES, WIDTH } from './file-table.ts';
import { readBytes } from './read-regular.ts';
import { MOST_BYTES } from './size-limits.ts';

/** Size, times and inode of a file. The change time is one that no tool can set back. */
export type FileStamp = Pick<Stats, 'size' | 'mtimeMs' | 'ctimeMs' | 'dev' | 'ino'>;

/** What the bytes of a file were when it was last hashed. */
export interface FileDigests {
  /** Hex. */
  readonly sha256: string;
  /** The same file's checksum of another kind, `sha512:…`, where one was asked for. */
  readonly also: string | undefined;
}

/** Files by their inode, so that those that did not change are not read again, whatever their names are by now. */
export interface FileIndex {
  /** Of a file that looks exactly as it did when it was set; undefined: it has to be read. */
  find(stamp: FileStamp): FileDigests | undefined;
  /** Replaces what is known of that inode. */
  set(stamp: FileStamp, digests: FileDigests): void;
  /** All of it as bytes, but for files that changed (milliseconds, the disk's clock) at `before` or later. */
  format(before: number): readonly Uint8Array[];
}

/** Knows nothing yet. */
export function emptyFileIndex(): FileIndex {
  return openIndex({ count: 0, numbers: new Float64Array(0), sums: Buffer.alloc(0), also: new Map() });
}

/** A missing or damaged index is an empty one: it only saves time. */
export async function readFileIndex(file: string): Promise<FileIndex> {
  try {
    return openIndex(parseTable(await readBytes(file, MOST_BYTES.log)));
  } catch {
    return emptyFileIndex();
  }
}

export interface IndexWriting {
  /** Milliseconds of the disk's clock: files that changed then or later are left out. Default: none is. */
  readonly before?: number;
}

/** Replaces an index in one step. That it is cut short by a crash is no trouble. */
export async function writeFileIndex(
  file: string,
  index: FileIndex,
  { before = Number.POSITIVE_INFINITY }: IndexWriting = {},
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const aside = `${file}.${crypto.randomUUID()}`;
  try {
    await writeFile(aside, index.format(before));
    await rename(aside, file);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
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

/** Rows that there is room for at first. */
const LEAST_ROOM = 1024;

function openIndex(table: FileTable): FileIndex {
  let { count, numbers, sums } = table;
  const also = new Map(table.also);
  const rows = new Map<number, number>();
  for (let row = 0; row < count; row += 1) rows.set(numbers[row * WIDTH + COLUMNS.ino] ?? 0, row);

  function add(ino: number): number {
    const row = count;
    count += 1;
    rows.set(ino, row);
    if (count * WIDTH > numbers.length) {
      const room = Math.max(LEAST_ROOM, row * 2);
      const more = new Float64Array(room * WIDTH);
      more.set(numbers);
      numbers = more;
      sums = Buffer.concat([sums], room * SUM_BYTES);
    }
    return row;
  }

  return {
    find({ ino, dev, size, mtimeMs, ctimeMs }) {
      const row = rows.get(ino);
      if (row === undefined) return undefined;
      const at = row * WIDTH;
      const isSame =
        numbers[at + COLUMNS.ctimeMs] === ctimeMs &&
        numbers[at + COLUMNS.mtimeMs] === mtimeMs &&
        numbers[at + COLUMNS.size] === size &&
        numbers[at + COLUMNS.dev] === dev;
      return isSame
        ? { sha256: sums.toString('hex', row * SUM_BYTES, (row + 1) * SUM_BYTES), also: also.get(row) }
        : undefined;
    },
    set({ ino, dev, size, mtimeMs, ctimeMs }, digests) {
      const row = rows.get(ino) ?? add(ino);
      const at = row * WIDTH;
      numbers[at + COLUMNS.ino] = ino;
      numbers[at + COLUMNS.dev] = dev;
      numbers[at + COLUMNS.size] = size;
      numbers[at + COLUMNS.mtimeMs] = mtimeMs;
      numbers[at + COLUMNS.ctimeMs] = ctimeMs;
      sums.write(digests.sha256, row * SUM_BYTES, SUM_BYTES, 'hex');
      if (digests.also === undefined) also.delete(row);
      else also.set(row, digests.also);
    },
    format: (before) => formatTable({ count, numbers, sums, also }, before),
  };
}
