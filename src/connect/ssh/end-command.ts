import { withinSignal } from '../../base/wait/within-signal.ts';
import { endMarked, KILL_LIMIT_MS } from '../guest/end-marked.ts';
import type { SshChannel } from './channel.ts';
import { commandLine } from './command-line.ts';
import type { SshSession } from './session.ts';

/** Ends a command and its children, and lets go of its channel. See `endMarked`. */
export async function endCommand(session: SshSession, channel: SshChannel, mark: string): Promise<void> {
  let isOver = false;
  const over = (): boolean => (isOver = true);
  void channel.exited.then(over);
  void channel.closed.then(over);
  try {
    await endMarked(mark, { run: (argv) => runKiller(session, argv), isOver: () => isOver });
  } finally {
    channel.close();
  }
}

/** Its time begins when it has a slot: where many commands are ended at once, the last would have none left. */
async function runKiller(session: SshSession, argv: readonly string[]): Promise<void> {
  using _slot = await session.takeSlot('killer', undefined);
  const signal = AbortSignal.timeout(KILL_LIMIT_MS);
  const line = commandLine({ argv }, session.target.user);
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
