import { readSync } from 'node:fs';
import { openRegularNow, toUnreadable } from './open-regular.ts';
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

/** Like `readBytes`, while nothing else happens; see `openRegularNow`. Throws UnreadableError. */
export function readBytesNow(path: string, mostBytes: number, { room, ...options }: ReadNowOptions): Buffer {
  using file = openRegularNow(path, options);
  const { descriptor, size } = file;
  refuseLarger(path, size, mostBytes);
  try {
    const memory = room && room.length > size ? room : Buffer.allocUnsafe(size + 1);
    return readToEnd(descriptor, { memory, size, check: (bytes) => refuseLarger(path, bytes, mostBytes) });
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
