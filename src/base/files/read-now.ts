import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { ensureRegular, READ_FLAGS, toUnreadable } from './open-regular.ts';
import { refuseLarger } from './read-regular.ts';

export interface ReadNowOptions {
  /** False: a link is no file either. Default true. */
  readonly followsLinks?: boolean;
  /** Memory to read into where the file fits: what is given then holds until it is used again. Default: new memory. */
  readonly room?: Buffer;
}

/** What `readBytesNow` gives, as text. Bytes that are no UTF-8 become U+FFFD. Throws UnreadableError. */
export function readTextNow(path: string, mostBytes: number, options: ReadNowOptions = {}): string {
  return readBytesNow(path, mostBytes, options).toString('utf8');
}

/**
 * Like `readBytes`, while nothing else happens: for what a constructor needs, and for thousands of small files, which take
 * ten times longer through the thread pool. Throws UnreadableError.
 */
export function readBytesNow(path: string, mostBytes: number, { followsLinks = true, room }: ReadNowOptions): Buffer {
  try {
    ensureRegular(path, followsLinks ? statSync(path) : lstatSync(path));
    const file = openSync(path, followsLinks ? READ_FLAGS : READ_FLAGS | constants.O_NOFOLLOW);
    try {
      const info = fstatSync(file);
      ensureRegular(path, info);
      refuseLarger(path, info.size, mostBytes);
      const memory = room && room.length > info.size ? room : Buffer.allocUnsafe(info.size + 1);
      return readToEnd(file, { memory, size: info.size, check: (bytes) => refuseLarger(path, bytes, mostBytes) });
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

interface Reading {
  readonly memory: Buffer;
  /** What the file says that it has; 0 also where it is one of the kernel's, made while it is read. */
  readonly size: number;
  readonly check: (bytes: number) => void;
}

function readToEnd(file: number, { memory, size, check }: Reading): Buffer {
  let bytes = memory;
  for (let done = 0; ;) {
    const count = readSync(file, bytes, done, bytes.length - done, null);
    done += count;
    check(done);
    if (count === 0 || done === size) return bytes.subarray(0, done);
    if (done === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
  }
}
