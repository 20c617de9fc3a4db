import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { waitUntil } from '../wait/wait-until.ts';

export type LockPlace =
  | {
      /** Folder of the lock files; made when missing. Every process that should respect the lock names the same. */
      readonly directory: string;
      /** What is locked; any text. */
      readonly key: string;
    }
  /** A lock file of its own in a folder that is there. */
  | { readonly file: string };

const RETRY_MS = 100;

/**
 * Does `work` while no other process on this machine, and nobody else in this one, does work under the same key.
 * The lock is an SQLite transaction: the kernel gives it back when the process dies, however it dies, so there is no
 * stale lock to judge. The empty file stays; removing it would let two processes lock two files of one name.
 * `onWait` is called once when somebody else holds it. Throws the signal's reason when aborted while waiting.
 */
export async function withLock<T>(
  place: LockPlace,
  work: () => Promise<T>,
  options: { readonly signal: AbortSignal; readonly onWait?: () => void },
): Promise<T> {
  using _lock = await waitForLock(place, options);
  return await work();
}

/** Like `withLock`, for who holds it past one call: the lock, given back by disposing it. */
export async function waitForLock(
  place: LockPlace,
  options: { readonly signal: AbortSignal; readonly onWait?: () => void },
): Promise<Disposable> {
  let hasWaited = false;
  const lock = await waitUntil(
    async () => {
      const taken = await takeLock(place);
      if (!taken && !hasWaited) options.onWait?.();
      hasWaited = true;
      return taken;
    },
    { signal: options.signal, intervalMs: RETRY_MS },
  );
  // Without a time limit it never gives up with nothing.
  return lock ?? { [Symbol.dispose]: () => undefined };
}

/** The lock, given back by disposing it; `undefined` when somebody holds it now. Throws when it cannot be had at all. */
export async function takeLock(place: LockPlace): Promise<Disposable | undefined> {
  const database = new DatabaseSync(await lockFile(place), { timeout: 0 });
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

async function lockFile(place: LockPlace): Promise<string> {
  if ('file' in place) return place.file;
  await mkdir(place.directory, { recursive: true });
  const name = createHash('sha256').update(place.key).digest('hex').slice(0, 32);
  return join(place.directory, `${name}.lock`);
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (error.errcode === 5 || error.errcode === 6);
}
