import { randomUUID } from 'node:crypto';
import { MARK } from '../guest/end-marked.ts';
import type { OutputSinks, ReadCommand } from '../guest/get-through.ts';
import { commandLine } from './command-line.ts';
import { endCommand } from './end-command.ts';
import { exitCode } from './exit-code.ts';
import type { SshSession, StartedCommand } from './session.ts';

export interface ReadOptions {
  readonly sinks: OutputSinks;
  /** For messages: `'/srv' was read`. */
  readonly doing: string;
  readonly signal: AbortSignal | undefined;
}

/** Starts a command and passes its output on as it comes, no faster than it is taken. Throws GUEST_GONE, SSH_FAILED. */
export async function readCommand(
  session: SshSession,
  argv: readonly string[],
  { sinks, doing, signal }: ReadOptions,
): Promise<ReadCommand> {
  const mark = randomUUID();
  const line = commandLine({ argv, environment: { [MARK]: mark } }, session.target.user);
  const slot = await session.takeSlot('command', signal);
  const command = await session.start(line, doing, signal).catch((error: unknown) => {
    slot[Symbol.dispose]();
    throw error;
  });
  const { channel } = command;
  channel.sendEnd();
  channel.stdout.pipe(sinks.stdout, { end: false });
  channel.stderr.on('data', sinks.stderr);
  const ended = exitCodeOf(session, command, doing);
  ended.catch(() => undefined);
  void channel.closed.then(() => slot[Symbol.dispose]());
  return { ended, kill: () => endCommand(session, channel, mark) };
}

async function exitCodeOf(session: SshSession, { channel, line }: StartedCommand, doing: string): Promise<number> {
  const exit = await channel.closed;
  if (exit === undefined) throw await session.explainLoss(line, doing);
  return exitCode(exit);
}
