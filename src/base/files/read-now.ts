import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { ensureRegular, READ_FLAGS, toUnreadable } from './open-regular.ts';
import { refuseLarger } from './read-regular.ts';

/**
 * Like `readText`, while nothing else happens: for small files that a constructor needs. Bytes that are no UTF-8 become
 * U+FFFD. Throws UnreadableError.
 */
export function readTextNow(path: string, mostBytes: number): string {
  try {
    ensureRegular(path, statSync(path));
    const file = openSync(path, READ_FLAGS);
    try {
      const info = fstatSync(file);
      ensureRegular(path, info);
      refuseLarger(path, info.size, mostBytes);
      const bytes = Buffer.alloc(info.size);
      return bytes.subarray(0, readSync(file, bytes)).toString('utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toUnreadable(path, error);
  }
}
