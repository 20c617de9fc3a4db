import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { SalternError } from '../contract/errors.ts';
import { LAYOUT } from './snapshot-layout.ts';

export interface RootLockOptions {
  readonly signal: AbortSignal;
  /** How long to wait for another writer, milliseconds. Default 60 000. */
  readonly timeoutMs?: number;
}

const SQLITE_BUSY = 5;

/**
 * Runs `work` as the only writer of the snapshot root, among all processes of all machines that see its file locks.
 * The lock is SQLite's on an empty database: the kernel releases it when its holder dies, however it dies.
 * Throws `BUSY`, the signal's reason, or `SNAPSHOT_SOURCE` when the root is missing or cannot be written.
 */
export async function withRootLock<T>(root: string, options: RootLockOptions, work: () => Promise<T>): Promise<T> {
  const database = await acquire(root, options);
  try {
    return await work();
  } finally {
    database.close();
  }
}

async function acquire(root: string, { signal, timeoutMs = 60_000 }: RootLockOptions): Promise<DatabaseSync> {
  const deadline = performance.now() + timeoutMs;
  const database = open(root);
  try {
    while (!tryLock(database, root)) {
      if (performance.now() >= deadline) {
        throw new SalternError('BUSY', `Another saltern is writing to the snapshot root '${root}'`, {
          hint: 'Wait until it has finished, or end it: its lock goes with it.',
          isTransient: true,
        });
      }
      // Nothing announces a lock that becomes free; a look costs 50 µs.
      await wait(50, undefined, { signal });
    }
    signal.throwIfAborted();
    return database;
  } catch (error) {
    database.close();
    throw signal.aborted ? signal.reason : error;
  }
}

function open(root: string): DatabaseSync {
  try {
    return new DatabaseSync(LAYOUT.lock(root), { timeout: 0 });
  } catch (error) {
    throw notWritable(root, error);
  }
}

function tryLock(database: DatabaseSync, root: string): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return false;
    throw notWritable(root, error);
  }
}

function notWritable(root: string, cause: unknown): SalternError {
  return new SalternError('SNAPSHOT_SOURCE', `The snapshot root '${root}' does not exist or cannot be written`, {
    hint: 'It is the folder that holds the mirrors (base9-latest/ …); see snapshots.root in the project file.',
    cause,
  });
}
