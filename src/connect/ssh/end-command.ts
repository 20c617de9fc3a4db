import { END_MARKED } from '../guest/guest-scripts.ts';
import { waitUntil } from '../../base/wait/wait-until.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import type { SshChannel } from './channel.ts';
import { commandLine } from './command-line.ts';
import type { SshSession } from './session.ts';

/** The variable by which a command and its children are found again; holds a text that is nowhere else. */
export const MARK = 'SALTERN_EXEC';

const KILL_LIMIT_MS = 5000;
const RETRY_MS = 50;

/**
 * Ends a command and its children; comes back when it is gone, or after some seconds. Tried again while it is still
 * there: it may only just be starting, and not carry its mark yet.
 */
export async function endCommand(session: SshSession, channel: SshChannel, mark: string): Promise<void> {
  const signal = AbortSignal.timeout(KILL_LIMIT_MS);
  let isOver = false;
  const over = (): boolean => (isOver = true);
  void channel.exited.then(over);
  void channel.closed.then(over);
  try {
    await waitUntil(
      async () => {
        await endMarked(session, mark, signal);
        return isOver ? true : undefined;
      },
      { signal, intervalMs: RETRY_MS },
    );
  } catch {
    // Past the limit, or the machine is gone: either way there is nothing left that we can end.
  } finally {
    channel.close();
  }
}

async function endMarked(session: SshSession, mark: string, signal: AbortSignal): Promise<void> {
  using _place = await session.takePlace('killer', signal);
  const line = commandLine({ argv: ['/bin/sh', '-c', END_MARKED, 'sh', `${MARK}=${mark}`] }, session.target.user);
  const { channel } = await session.start(line, 'ending a command', signal);
  try {
    channel.sendEnd();
    channel.stdout.resume();
    channel.stderr.resume();
    await withinSignal(channel.closed, signal);
  } finally {
    channel.close();
  }
}
