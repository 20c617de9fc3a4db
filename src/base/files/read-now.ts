import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { ensureRegular, READ_FLAGS, toUnreadable } from './open-regular.ts';
import { refuseLarger } from './read-regular.ts';

/**
 * Like `readText`, while nothing else happens: for what a constructor needs, and for thousands of small files, which take
 * ten times longer through the thread pool. `followsLinks` false: a link is no file either; default true. Bytes that are
 * no UTF-8 become U+FFFD. Throws UnreadableError.
 */
export function readTextNow(
  path: string,
  mostBytes: number,
  { followsLinks = true }: { readonly followsLinks?: boolean } = {},
): string {
  try {
    ensureRegular(path, followsLinks ? statSync(path) : lstatSync(path));
    const file = openSync(path, followsLinks ? READ_FLAGS : READ_FLAGS | constants.O_NOFOLLOW);
    try {
      const info = fstatSync(file);
      ensureRegular(path, info);
      refuseLarger(path, info.size, mostBytes);
      return readFileSync(file, 'utf8');
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw toUnreadable(path, error);
  }
}
