import { waitUntil } from '../../base/wait/wait-until.ts';
import { END_MARKED } from './guest-scripts.ts';

/** The variable by which a command and its children are found again; holds a text that is nowhere else. */
export const MARK = 'SALTERN_EXEC';

/** How long one try to end a command may take, and after which no other is begun. */
export const KILL_LIMIT_MS = 5000;
const RETRY_MS = 50;

/** The guest that a marked command runs in. */
export interface MarkedGuest {
  /** Runs a command that ends others, and waits for it, `KILL_LIMIT_MS` at most from when it has its turn. */
  run(argv: readonly string[]): Promise<void>;
  /** Whether the marked command has ended. */
  isOver(): boolean | Promise<boolean>;
}

/**
 * Ends a command and its children; comes back when it is gone, or after some seconds. Tried again while it is still
 * there: it may only just be starting, and not carry its mark yet.
 */
export async function endMarked(mark: string, guest: MarkedGuest): Promise<void> {
  const signal = AbortSignal.timeout(KILL_LIMIT_MS);
  const argv = ['/bin/sh', '-c', END_MARKED, 'sh', `${MARK}=${mark}`];
  try {
    await waitUntil(
      async () => {
        await guest.run(argv);
        return (await guest.isOver()) ? true : undefined;
      },
      { signal, intervalMs: RETRY_MS },
    );
  } catch {
    // Past the limit, or the guest is gone: either way there is nothing left that we can end.
  }
}
