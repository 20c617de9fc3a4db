import { takeTurns, type Turns } from '../wait/take-turns.ts';
import { waitUntil } from '../wait/wait-until.ts';
import { lockFile, openLock, type LockTarget } from './take-lock.ts';

const RETRY_MS = 100;

/**
 * Who of this process waits for a lock, by its file. The one thing here that is of the process as a whole, as the kernel's
 * locks are: a thousand instances that wait for one key ask the file system once between them, not a thousand times.
 */
const queues = new Map<string, Queue>();

interface Queue {
  readonly turns: Turns<undefined>;
  /** How many hold it or wait for it; with none left it is forgotten. */
  members: number;
}

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once when somebody else holds it. */
  readonly onWait?: () => void;
}

/**
 * Does `work` while no other process on this machine, and nobody else in this one, does work under the same key. Throws
 * the signal's reason when aborted while waiting.
 */
export async function withLock<T>(target: LockTarget, work: () => Promise<T>, options: LockOptions): Promise<T> {
  using _lock = await waitForLock(target, options);
  return await work();
}

/** Like `withLock`, for callers that hold the lock beyond one call; disposing gives it back. First come, first served. */
export async function waitForLock(target: LockTarget, { signal, onWait }: LockOptions): Promise<Disposable> {
  let hasSaid = false;
  const sayOnce = (): void => {
    if (!hasSaid) onWait?.();
    hasSaid = true;
  };
  using stack = new DisposableStack();
  stack.use(await takeTurn(lockFile(target), { signal, onWait: sayOnce }));
  const file = stack.use(await openLock(target));
  const isTaken = (): Promise<true | undefined> => {
    if (file.tryTake()) return Promise.resolve(true);
    sayOnce();
    return Promise.resolve(undefined);
  };
  await waitUntil(isTaken, { signal, intervalMs: RETRY_MS });
  // Given back in the other order: the file first, so that the next in line finds it free.
  return stack.move();
}

async function takeTurn(file: string, { signal, onWait }: Required<LockOptions>): Promise<Disposable> {
  const queue = queues.get(file) ?? { turns: oneAtATime(), members: 0 };
  queues.set(file, queue);
  queue.members += 1;
  const leave = (): void => {
    queue.members -= 1;
    if (queue.members === 0) queues.delete(file);
  };
  try {
    if (!queue.turns.isFree(undefined)) onWait();
    const turn = await queue.turns.enter(undefined, signal);
    return {
      [Symbol.dispose]() {
        turn[Symbol.dispose]();
        leave();
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

function oneAtATime(): Turns<undefined> {
  let isTaken = false;
  return takeTurns<undefined>({
    fits: () => !isTaken,
    take: () => void (isTaken = true),
    giveBack: () => void (isTaken = false),
  });
}
