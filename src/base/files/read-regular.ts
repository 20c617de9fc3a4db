import type { FileHandle } from 'node:fs/promises';
import { UnreadableError } from '../error/unreadable-error.ts';
import { formatBytes } from '../text/format-bytes.ts';
import { openRegular, toUnreadable, type RegularFile } from './open-regular.ts';

/** A file that says that it is empty may be one of the kernel's, which are made while they are read. */
const LEAST_PIECE = 16 * 1024;
const LARGEST_PIECE = 4 * 1024 * 1024;

/**
 * All bytes of a file that a person or another program has put there: the one way to read such a file whole. Never waits
 * for another process. Throws UnreadableError for what is no regular file, has more than `mostBytes`, or is refused by
 * the system.
 */
export async function readBytes(path: string, mostBytes: number): Promise<Buffer> {
  await using file = await openRegular(path);
  refuseLarger(path, file.size, mostBytes);
  try {
    const pieces: Buffer[] = [];
    let total = 0;
    for await (const piece of readToEnd(file)) {
      pieces.push(piece);
      total += piece.length;
      refuseLarger(path, total, mostBytes);
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

/** The same as text. Throws UnreadableError with its line for what is no UTF-8 too. */
export async function readText(path: string, mostBytes: number): Promise<string> {
  const bytes = await readBytes(path, mostBytes);
  const text = decode(bytes);
  if (text !== undefined) return text;
  throw new UnreadableError(path, { code: 'EILSEQ', why: 'it is not text in UTF-8', line: findBadLine(bytes) });
}

async function* readToEnd({ handle, size }: RegularFile): AsyncGenerator<Buffer> {
  const seems = size === 0 ? Infinity : size;
  for (let done = 0; done < seems;) {
    const piece = await readPiece(handle, Math.min(Math.max(size - done, LEAST_PIECE), LARGEST_PIECE));
    if (piece.length === 0) return;
    done += piece.length;
    yield piece;
  }
}

async function readPiece(handle: FileHandle, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(bytes), 0, bytes, null);
  return buffer.subarray(0, bytesRead);
}

/** Throws UnreadableError for more than `mostBytes`. */
export function refuseLarger(path: string, bytes: number, mostBytes: number): void {
  if (bytes <= mostBytes) return;
  const why = `it is larger than the ${formatBytes(mostBytes)} that such a file may have`;
  throw new UnreadableError(path, { code: 'EFBIG', why });
}

/** A byte order mark stays: whoever reads the text knows what it means there. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The newline's byte is part of no other character. */
function findBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start <= bytes.length; line++) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    if (decode(bytes.subarray(start, end)) === undefined) return line;
    start = end + 1;
  }
  return line;
}
