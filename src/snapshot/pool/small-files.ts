import { closeSync, fchmodSync, fsync, openSync, read, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { openRegularNow, toUnreadable, type RegularFileNow } from '../../base/files/open-regular.ts';

/** Of a repository's packages, nearly all are smaller; larger ones are copied by the system, which may share blocks. */
const MOST_BYTES = 1 << 20;

const readInto = promisify(read);
const synced = promisify(fsync);

/**
 * All bytes of a file, if they are few; undefined: it is large, or grew. Only the reading, which waits for its drive, goes
 * through the thread pool. Throws UnreadableError.
 */
export async function readSmall(path: string): Promise<Buffer | undefined> {
  using file = openRegularNow(path);
  if (file.size > MOST_BYTES) return undefined;
  try {
    return await readWhole(file);
  } catch (error) {
    throw toUnreadable(path, error);
  }
}

async function readWhole({ descriptor, size }: RegularFileNow): Promise<Buffer | undefined> {
  // One byte more than it says: a file that grows is read as what it is by then, or refused by its digest.
  const bytes = Buffer.allocUnsafe(size + 1);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await readInto(descriptor, bytes, done, bytes.length - done, null);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done > size ? undefined : bytes.subarray(0, done);
}

/**
 * Writes a new file, read-only, and waits until it is on disk. All but that is done at once: for thousands of files the
 * way through the thread pool costs more than the calls.
 */
export async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fchmodSync(file, 0o444);
    await synced(file);
  } finally {
    closeSync(file);
  }
}
