import { closeSync, constants, fstatSync, lstatSync, openSync, statSync, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { isSystemError, whySystem } from '../error/system-error.ts';
import { UnreadableError } from '../error/unreadable-error.ts';

/** Opening a FIFO waits for its other end, which may never come, and a terminal would become ours. */
const READ_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** A regular file, open for reading, and what is known of it. */
export interface RegularFile extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly size: number;
}

/**
 * Opens what people or other programs have put at a path, links followed, if it is a regular file. Never waits for
 * another process. Throws UnreadableError for anything else, and for what the system refuses.
 */
export async function openRegular(path: string): Promise<RegularFile> {
  try {
    // Looked at first, for merely opening some devices does something.
    ensureRegular(path, await stat(path));
    const handle = await open(path, READ_FLAGS);
    try {
      // And again: it may have been replaced in between.
      const info = await handle.stat();
      ensureRegular(path, info);
      return { handle, size: info.size, [Symbol.asyncDispose]: () => handle.close() };
    } catch (error) {
      await handle.close();
      throw error;
    }
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

/** The same while nothing else happens, as `openRegularNow` gives it. */
export interface RegularFileNow extends Disposable {
  readonly descriptor: number;
  readonly size: number;
}

/**
 * Like `openRegular`, while nothing else happens: for what a constructor needs, and for thousands of small files, which take
 * ten times longer through the thread pool. `followsLinks`: false, a link is no file either; default true.
 */
export function openRegularNow(path: string, { followsLinks = true } = {}): RegularFileNow {
  try {
    ensureRegular(path, followsLinks ? statSync(path) : lstatSync(path));
    const descriptor = openSync(path, followsLinks ? READ_FLAGS : READ_FLAGS | constants.O_NOFOLLOW);
    try {
      const info = fstatSync(descriptor);
      ensureRegular(path, info);
      return { descriptor, size: info.size, [Symbol.dispose]: () => closeSync(descriptor) };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

/** What the system says of a file, as UnreadableError; any other error as it is. */
export function toUnreadable(path: string, error: unknown): unknown {
  if (!isSystemError(error)) return error;
  // What Node shows of a name that is no UTF-8 is the name of nothing.
  const why = error.code === 'ENOENT' && path.includes('\ufffd') ? 'its name is not UTF-8' : whySystem(error);
  return new UnreadableError(path, { code: error.code, why, cause: error });
}

/** In words, what is there: `a FIFO`, `a socket`. */
export function describeFileKind(
  info: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink' | 'isFIFO' | 'isSocket'>,
): string {
  if (info.isFile()) return 'a file';
  if (info.isSymbolicLink()) return 'a link';
  if (info.isDirectory()) return 'a folder';
  if (info.isFIFO()) return 'a FIFO';
  return info.isSocket() ? 'a socket' : 'a device';
}

/** Throws UnreadableError for what is no regular file. */
export function ensureRegular(path: string, info: Stats): void {
  if (info.isFile()) return;
  const code = info.isDirectory() ? 'EISDIR' : 'EFTYPE';
  throw new UnreadableError(path, { code, why: `it is ${describeFileKind(info)}, not a file` });
}
