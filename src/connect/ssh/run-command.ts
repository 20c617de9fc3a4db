import { randomUUID } from 'node:crypto';
import type { ExecOptions, ExecResult } from '../../contract/connection.ts';
import { collectOutput } from '../../base/text/collect-output.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import { awaitEnd } from './await-end.ts';
import type { ChannelExit } from './channel.ts';
import { commandLine } from './command-line.ts';
import { MARK } from '../guest/end-marked.ts';
import { endCommand } from './end-command.ts';
import { exitCode } from './exit-code.ts';
import { feedInput } from './feed-input.ts';
import type { SshSession, StartedCommand } from './session.ts';

const TIMED_OUT = 124;
const NOT_STARTED = 126;
/** The longest word that Linux takes; sshd gives the whole line to a shell as one word. */
const LINE_BYTES = 131_071;

/** `Connection.exec`; time spent waiting for a slot does not count. */
export async function runCommand(
  session: SshSession,
  argv: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> {
  const { signal, timeoutMs, stdin } = options;
  signal?.throwIfAborted();
  // The stream may break before it is read; whoever reads it then gets the error.
  if (typeof stdin === 'object') stdin.on('error', () => undefined);
  const mark = randomUUID();
  const environment = { ...options.environment, [MARK]: mark };
  const line = commandLine({ ...options, argv, environment }, session.target.user);
  if (Buffer.byteLength(line) > LINE_BYTES) {
    const stderr = `${argv[0] ?? ''}: Argument list too long\n`;
    return { code: NOT_STARTED, stdout: '', stderr, timedOut: false, durationMs: 0 };
  }
  const doing = `'${argv[0] ?? ''}' ran`;
  using _slot = await session.takeSlot('command', signal);
  const startedAt = performance.now();
  const late = timeoutMs === undefined ? undefined : AbortSignal.timeout(Math.max(0, Math.ceil(timeoutMs)));
  const command = await session.start(line, doing, signal);
  const read = readOutput(command, options);
  const result = (code: number, timedOut = false): ExecResult => ({
    code,
    ...read(),
    timedOut,
    durationMs: performance.now() - startedAt,
  });
  try {
    const stops = [signal, late].filter((one) => one !== undefined);
    const exit = await withinSignal(endOf(command, stdin), AbortSignal.any(stops));
    if (exit !== undefined) return result(exitCode(exit));
  } catch (error) {
    await endCommand(session, command.channel, mark);
    signal?.throwIfAborted();
    if (late === undefined || error !== late.reason) throw error;
    return result(TIMED_OUT, true);
  } finally {
    command.channel.close();
    if (typeof stdin === 'object') stdin.destroy();
  }
  throw await session.explainLoss(command.line, doing);
}

/** How it ended, all output read. Throws what broke its standard input. */
async function endOf(command: StartedCommand, stdin: ExecOptions['stdin']): Promise<ChannelExit | undefined> {
  const ended = awaitEnd(command);
  return await Promise.race([ended, feedInput(command.channel, stdin).then(() => ended)]);
}

/** Collects the output as it comes; the function it returns gives what has come. */
function readOutput({ channel }: StartedCommand, options: ExecOptions): () => Pick<ExecResult, 'stdout' | 'stderr'> {
  const { stdout, stderr, end } = collectOutput(options);
  channel.stdout.on('data', stdout);
  channel.stderr.on('data', stderr);
  return () => {
    channel.stdout.off('data', stdout);
    channel.stderr.off('data', stderr);
    return end();
  };
}
