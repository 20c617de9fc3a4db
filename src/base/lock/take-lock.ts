import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
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

/**
 * The lock, given back by disposing it. `undefined` when it is held now: by another process (on another machine too,
 * where the file system supports locks), or elsewhere in this one. It is an SQLite transaction: the kernel gives it
 * back when the process dies, however it dies, so there is no stale lock to judge. The empty file stays; removing it
 * would let two processes lock two files of one name. Throws what SQLite says of a file that cannot be written.
 */
export function takeLock(target: LockTarget): Promise<Disposable | undefined> {
  return begin(target, 'BEGIN EXCLUSIVE');
}

/**
 * The same lock for one of several who may hold it together, while nobody holds it alone. `undefined` when somebody does
 * now.
 */
export function shareLock(target: LockTarget): Promise<Disposable | undefined> {
  // Whoever reads in a transaction keeps writers out, and lets other readers in.
  return begin(target, 'BEGIN; SELECT count(*) FROM sqlite_master');
}

async function begin(target: LockTarget, transaction: string): Promise<Disposable | undefined> {
  const database = new DatabaseSync(await lockFile(target), { timeout: 0 });
  try {
    // Without a journal there is no second file beside it to leave behind.
    database.exec(`PRAGMA journal_mode = MEMORY; ${transaction}`);
    return { [Symbol.dispose]: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

async function lockFile(target: LockTarget): Promise<string> {
  if ('file' in target) return target.file;
  await mkdir(target.directory, { recursive: true });
  const name = createHash('sha256').update(target.key).digest('hex').slice(0, 32);
  return join(target.directory, `${name}.lock`);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);
}
