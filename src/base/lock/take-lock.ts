import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type LockTarget =
  | {
      /** Folder of the lock files; made when missing. Every process that should respect the lock names the same. */
      readonly directory: string;
      /** What is locked; any text. */
      readonly key: string;
    }
  /** A lock file of its own in a folder that is there. */
  | { readonly file: string };

const ALONE = 'BEGIN EXCLUSIVE';
/** Whoever reads in a transaction keeps writers out, and lets other readers in. */
const TOGETHER = 'BEGIN; SELECT count(*) FROM sqlite_master';

/** A lock file that is open; disposing it gives the lock back, if it was taken, and closes the file. */
export interface LockFile extends Disposable {
  /** Whether the lock is ours now; false while somebody else holds it. */
  tryTake(): boolean;
}

/**
 * The lock, given back by disposing it. `undefined` when it is held now: by another process (on another machine too,
 * where the file system supports locks), or elsewhere in this one. It is an SQLite transaction: the kernel gives it
 * back when the process dies, however it dies, so there is no stale lock to judge. The empty file stays; removing it
 * would let two processes lock two files of one name. Throws what SQLite says of a file that cannot be written.
 */
export function takeLock(target: LockTarget): Promise<Disposable | undefined> {
  return tryOnce(target, ALONE);
}

/**
 * The same lock for one of several who may hold it together, while nobody holds it alone. `undefined` when somebody does
 * now.
 */
export function shareLock(target: LockTarget): Promise<Disposable | undefined> {
  return tryOnce(target, TOGETHER);
}

async function tryOnce(target: LockTarget, transaction: string): Promise<Disposable | undefined> {
  const file = await openLock(target, transaction);
  try {
    if (file.tryTake()) return file;
  } catch (error) {
    file[Symbol.dispose]();
    throw error;
  }
  file[Symbol.dispose]();
  return undefined;
}

/** For callers that try more than once. Throws what SQLite says of a file that cannot be opened. */
export async function openLock(target: LockTarget, transaction: string = ALONE): Promise<LockFile> {
  const file = lockFile(target);
  if ('directory' in target) await mkdir(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
  return {
    tryTake() {
      try {
        // Without a journal there is no second file beside it to leave behind.
        database.exec(`PRAGMA journal_mode = MEMORY; ${transaction}`);
        return true;
      } catch (error) {
        if (isBusy(error)) return false;
        throw error;
      }
    },
    [Symbol.dispose]: () => database.close(),
  };
}

/** Path of the file that stands for the lock. */
export function lockFile(target: LockTarget): string {
  if ('file' in target) return target.file;
  const name = createHash('sha256').update(target.key).digest('hex').slice(0, 32);
  return join(target.directory, `${name}.lock`);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);
}
