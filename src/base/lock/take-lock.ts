import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface LockPlace {
  /** Folder of the lock files; made when missing. Every process that should respect the lock names the same. */
  readonly directory: string;
  /** What is locked; any text. */
  readonly key: string;
}

/** The lock, given back by disposing it; `undefined` when somebody holds it now. See `takeFileLock`. */
export async function takeLock({ directory, key }: LockPlace): Promise<Disposable | undefined> {
  await mkdir(directory, { recursive: true });
  const name = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return takeFileLock(join(directory, `${name}.lock`));
}

/**
 * A lock by a file of that path, which is made; given back by disposing it. `undefined` when somebody holds it now:
 * another process, on another machine too where the file system knows locks, or somebody else in this one. It is an
 * SQLite transaction: the kernel gives it back when the process dies, however it dies, so there is no stale lock to
 * judge. The empty file stays; removing it would let two processes lock two files of one name. Throws what SQLite says
 * of a file that cannot be written.
 */
export function takeFileLock(path: string): Disposable | undefined {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    // Without a journal there is no second file beside it to leave behind.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { [Symbol.dispose]: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);
}
