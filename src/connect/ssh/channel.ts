import type { Duplex, Readable } from 'node:stream';

export type ChannelExit = { readonly code: number } | { readonly signal: string };

/** One command under way. Both outputs must be read, or it never ends. */
export interface SshChannel {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolved when the command itself has ended; its output may still come. Never, when the line breaks before. */
  readonly exited: Promise<ChannelExit>;
  /** Resolved when all is over and read. `undefined`: how it ended is unknown, since the line broke or we closed it. */
  readonly closed: Promise<ChannelExit | undefined>;
  /** Sends to standard input; resolved when more may be sent, or when the command takes no more. */
  send(chunk: Buffer): Promise<void>;
  /** Ends standard input. */
  sendEnd(): void;
  /** Lets go of the channel, whatever the command does. */
  close(): void;
}

/** What we use of ssh2's channel. */
export type RawChannel = Duplex & { readonly stderr: Readable; eof(): void; close(): void };

/**
 * Must be called as soon as the channel is there: its end may be in the next packet. Standard input is never ended with
 * `end()`: ssh2 would close the channel, and lose the exit code, as soon as both directions have ended.
 */
export function wrapChannel(raw: RawChannel): SshChannel {
  const exited = Promise.withResolvers<ChannelExit>();
  const closed = Promise.withResolvers<ChannelExit | undefined>();
  const stdoutClosed = Promise.withResolvers<void>();
  const stderrClosed = Promise.withResolvers<void>();
  let exit: ChannelExit | undefined;
  raw.once('exit', (code: number | null, signal?: string) => {
    exit = code === null ? { signal: signal ?? '' } : { code };
    exited.resolve(exit);
  });
  raw.once('close', stdoutClosed.resolve).on('error', () => undefined);
  raw.stderr.once('close', stderrClosed.resolve).on('error', () => undefined);
  void Promise.all([stdoutClosed.promise, stderrClosed.promise]).then(() => closed.resolve(exit));
  const gone = closed.promise.then(() => undefined);
  return {
    stdout: raw,
    stderr: raw.stderr,
    exited: exited.promise,
    closed: closed.promise,
    async send(chunk) {
      const taken = Promise.withResolvers<void>();
      raw.write(chunk, () => taken.resolve());
      await Promise.race([taken.promise, gone]);
    },
    sendEnd: () => raw.eof(),
    close() {
      raw.close();
      raw.resume();
      raw.stderr.resume();
      closed.resolve(exit);
    },
  };
}
