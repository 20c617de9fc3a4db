import { posix } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { decodeText } from '../../base/text/decode-text.ts';
import { tailLines } from '../../base/text/tail-lines.ts';
import { withinSignal } from '../../base/wait/within-signal.ts';
import { SalternError } from '../../contract/errors.ts';
import { PACK } from './guest-scripts.ts';

/** Where a command's output goes, as it comes. */
export interface OutputSinks {
  readonly stdout: PassThrough;
  readonly stderr: (bytes: Buffer) => void;
}

/** A command under way that nothing is sent to. */
export interface ReadCommand {
  /**
   * Its exit code, once it has ended and all its output was passed on. Throws when how it ended is not known.
   */
  readonly ended: Promise<number>;
  /** Ends it and its children. */
  kill(): Promise<void>;
}

/** Starts a command whose output is read. */
export type CommandReader = (argv: readonly string[], sinks: OutputSinks) => Promise<ReadCommand>;

/**
 * `Connection.get` by a command: the guest's own tar. The stream is given once its first bytes are there, so a missing
 * path throws here. Throws UPLOAD_FAILED, and what `start` throws.
 */
export async function getThrough(
  start: CommandReader,
  remote: string,
  signal: AbortSignal | undefined,
): Promise<Readable> {
  signal?.throwIfAborted();
  const path = posix.normalize(remote);
  const argv = ['/bin/sh', '-c', PACK, 'sh', path, posix.dirname(path), posix.basename(path) || '.'];
  const tar = new PassThrough();
  let complaint = '';
  const stderr = decodeText((text) => (complaint += text)).push;
  const first = Promise.withResolvers<void>();
  tar.once('readable', first.resolve);
  const { ended, kill } = await start(argv, { stdout: tar, stderr });
  let isOver = false;
  const over = (): boolean => (isOver = true);
  ended.then(over, over);
  const whole = (signal ? withinSignal(ended, signal) : ended).then((code) => {
    if (code !== 0) throw unreadable(remote, tailLines(complaint).at(-1) ?? `tar ended with ${code}`);
    tar.end();
  });
  whole.catch((error: unknown) => {
    first.reject(error);
    // A stream's error needs a listener, and whoever waits for the first bytes hears of it through `first`.
    tar.on('error', () => undefined);
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  // Whoever stops reading early wants no more of it.
  tar.once('close', () => {
    if (!isOver) void kill();
  });
  await first.promise;
  return tar;
}

function unreadable(remote: string, why: string): SalternError {
  return new SalternError('UPLOAD_FAILED', `Could not read '${remote}': ${why}`);
}
