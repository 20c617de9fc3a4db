import { closeSync, fchmodSync, fsync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { openRegular } from '../../base/files/open-regular.ts';

/** Of a repository's packages, nearly all are smaller; larger ones are copied by the system, which may share blocks. */
const MOST_BYTES = 1 << 20;

/** All bytes of a file, if they are few; undefined: it is large. Through the thread pool: its drive may not answer. */
export async function readSmall(path: string): Promise<Buffer | undefined> {
  await using opened = await openRegular(path);
  const { handle, size } = opened;
  if (size > MOST_BYTES) return undefined;
  // One byte more than it says: a file that grows is read as what it is by then, or refused by its digest.
  const bytes = Buffer.allocUnsafe(size + 1);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done > size ? undefined : bytes.subarray(0, done);
}

const synced = promisify(fsync);

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
