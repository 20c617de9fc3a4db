import { waitUntil } from '../../base/wait/wait-until.ts';
import { END_MARKED } from './guest-scripts.ts';

/** The environment variable by which a command and its children are found again; its value is unique to the command. */
export const MARK = 'SALTERN_EXEC';

/** How long one try to end a command may take, and how long new tries are begun. */
export const KILL_LIMIT_MS = 5000;
const RETRY_MS = 50;

/** The guest that a marked command runs in. */
export interface MarkedGuest {
  /** Runs a command that ends others, and waits for it, at most `KILL_LIMIT_MS` from when its turn comes. */
  run(argv: readonly string[]): Promise<void>;
  /** Whether the marked command has ended. */
  isOver(): boolean | Promise<boolean>;
}

/**
 * Ends a command and its children; returns when it is gone, or after some seconds. Tries again while the command is
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
