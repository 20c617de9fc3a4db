import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { SalternError } from '../../contract/errors.ts';
import { decodeText } from '../../base/text/decode-text.ts';
import { PACK, UNPACK } from '../guest/guest-scripts.ts';
import { tailLines } from '../../base/text/tail-lines.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import { commandLine } from './command-line.ts';
import { endCommand, MARK } from './end-command.ts';
import { exitCode } from './exit-code.ts';
import { runCommand } from './run-command.ts';
import type { SshSession, StartedCommand } from './session.ts';

export interface Upload {
  readonly tar: Readable;
  readonly remote: string;
  readonly signal: AbortSignal | undefined;
}

/** GNU tar tells of the last piece that did not fit whole in its own words. */
const FULL = /no space left|wrote only \d+ of \d+ bytes/i;

/** `Connection.put`, with the guest's own tar. */
export async function putTar(session: SshSession, { tar, remote, signal }: Upload): Promise<void> {
  const failed = (message: string, cause: unknown, details: readonly string[] = []): SalternError =>
    new SalternError('UPLOAD_FAILED', `Could not unpack into '${remote}': ${message}`, { cause, details });
  let broken: unknown;
  tar.once('error', (error) => (broken = error));
  try {
    const argv = ['/bin/sh', '-c', UNPACK, 'sh', remote];
    const result = await runCommand(session, argv, { stdin: tar, ...(signal ? { signal } : {}) });
    if (result.code === 0) return;
    const details = tailLines(result.stderr);
    if (FULL.test(result.stderr)) {
      throw new SalternError('NO_SPACE', `There is no space left for '${remote}' in the instance`, { details });
    }
    throw failed(details.at(-1) ?? `tar ended with ${result.code}`, undefined, details);
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SalternError) throw error;
    throw failed(broken instanceof Error ? broken.message : String(error), error);
  }
}

/** `Connection.get`: the stream is given once its first bytes are there, so a missing path throws here. */
export async function getTar(session: SshSession, remote: string, signal: AbortSignal | undefined): Promise<Readable> {
  const path = posix.normalize(remote);
  const argv = ['/bin/sh', '-c', PACK, 'sh', path, posix.dirname(path), posix.basename(path) || '.'];
  const mark = randomUUID();
  const line = commandLine({ argv, environment: { [MARK]: mark } }, session.target.user);
  const place = await session.takePlace('command', signal);
  const command = await session.start(line, `'${remote}' was read`, signal).catch((error: unknown) => {
    place[Symbol.dispose]();
    throw error;
  });
  const { channel } = command;
  channel.sendEnd();
  const tar = new PassThrough();
  const first = Promise.withResolvers<void>();
  channel.stdout.once('data', () => first.resolve());
  channel.stdout.pipe(tar, { end: false });
  let isOver = false;
  void channel.closed.then(() => (isOver = true));
  const whole = awaitTar(session, command, remote, signal).then(() => tar.end());
  // Whoever stops reading early wants no more of it.
  const ended = tarClosed(tar).then(() => (isOver ? undefined : endCommand(session, channel, mark)));
  void ended.finally(() => place[Symbol.dispose]());
  whole.catch((error: unknown) => {
    first.reject(error);
    // A stream's failure needs a listener; the one who waits for the first bytes hears of it either way.
    tar.on('error', () => undefined);
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  await first.promise;
  return tar;
}

function tarClosed(tar: PassThrough): Promise<void> {
  return new Promise((resolve) => tar.once('close', resolve));
}

/** Throws when it did not come to a good end. */
async function awaitTar(
  session: SshSession,
  { channel, line }: StartedCommand,
  remote: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  let complaint = '';
  channel.stderr.on('data', decodeText((text) => (complaint += text)).push);
  const exit = await (signal ? withinSignal(channel.closed, signal) : channel.closed);
  if (exit === undefined) throw await session.explainLoss(line, `'${remote}' was read`);
  const code = exitCode(exit);
  if (code === 0) return;
  const said = tailLines(complaint).at(-1) ?? `tar ended with ${code}`;
  throw new SalternError('UPLOAD_FAILED', `Could not read '${remote}': ${said}`);
}
